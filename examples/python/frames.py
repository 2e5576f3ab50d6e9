"""A tour of frames: run it with ``python examples/python/frames.py``."""

from __future__ import annotations

import lakebolt as lb


def sales() -> lb.DataFrame:
    """Returns a small table of sales."""
    return lb.DataFrame(
        {
            "city": ["Oslo", "Oslo", "Rome", "Rome", "Rome"],
            "day": ["2024-05-01", "2024-05-02", "2024-05-01", "2024-05-02", "2024-05-03"],
            "amount": [10.0, 20.0, 5.0, None, 15.0],
        }
    ).with_columns(lb.col("day").str.to_date())


def main() -> None:
    """Shows expressions, windows, groups, joins, and SQL over frames."""
    frame = sales()
    cities = lb.DataFrame({"city": ["Oslo", "Rome"], "country": ["Norway", "Italy"]})

    share = lb.col("amount") / lb.col("amount").sum().over("city")
    print(frame.with_columns(share=share.round(2)).sort("city", "day"))

    totals = (
        frame.join(cities, on="city")
        .group_by("country")
        .agg(
            lb.col("amount").sum().alias("total"),
            best=lb.col("day").sort_by("amount", nulls_last=True).first(),
            sales=lb.col("amount").count(),
        )
        .sort(lb.col("total").desc())
    )
    print(totals)

    size = lb.when(lb.col("amount") > 12).then(lb.lit("large")).otherwise(lb.lit("small"))
    print(lb.sql("SELECT * FROM frame WHERE amount IS NOT NULL").with_columns(size=size))
    print(totals.sql("SELECT count(*) AS countries, max(total) AS most FROM self").to_dicts())
    print(totals.to_sql())


if __name__ == "__main__":
    main()
