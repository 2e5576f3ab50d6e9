"""Writes the 22 TPC-H queries as Polars lazy frames, one function a query.

Polars' SQL cannot run all of them, and lazy frames are how Polars is used. Products of decimals
lose digits there, so that money is computed in floats.
"""

from __future__ import annotations

from datetime import date

import polars as pl
from polars import LazyFrame, col

Tables = dict[str, LazyFrame]


def money(name: str) -> pl.Expr:
    """Returns a decimal column as a float."""
    return col(name).cast(pl.Float64)


def revenue() -> pl.Expr:
    """Returns l_extendedprice * (1 - l_discount)."""
    return money("l_extendedprice") * (1 - money("l_discount"))


def q01(t: Tables) -> LazyFrame:
    return (
        t["lineitem"]
        .filter(col("l_shipdate") <= date(1998, 9, 2))
        .group_by("l_returnflag", "l_linestatus")
        .agg(
            col("l_quantity").sum().alias("sum_qty"),
            col("l_extendedprice").sum().alias("sum_base_price"),
            revenue().sum().alias("sum_disc_price"),
            (revenue() * (1 + money("l_tax"))).sum().alias("sum_charge"),
            col("l_quantity").mean().alias("avg_qty"),
            col("l_extendedprice").mean().alias("avg_price"),
            col("l_discount").mean().alias("avg_disc"),
            pl.len().alias("count_order"),
        )
        .sort("l_returnflag", "l_linestatus")
    )


def q02(t: Tables) -> LazyFrame:
    offers = (
        t["part"]
        .filter((col("p_size") == 15) & col("p_type").str.ends_with("BRASS"))
        .join(t["partsupp"], left_on="p_partkey", right_on="ps_partkey")
        .join(t["supplier"], left_on="ps_suppkey", right_on="s_suppkey")
        .join(t["nation"], left_on="s_nationkey", right_on="n_nationkey")
        .join(
            t["region"].filter(col("r_name") == "EUROPE"),
            left_on="n_regionkey",
            right_on="r_regionkey",
        )
    )
    least = offers.group_by("p_partkey").agg(col("ps_supplycost").min())
    return (
        offers.join(least, on=["p_partkey", "ps_supplycost"])
        .select(
            "s_acctbal", "s_name", "n_name", "p_partkey", "p_mfgr", "s_address", "s_phone",
            "s_comment",
        )  # fmt: skip
        .sort(
            "s_acctbal", "n_name", "s_name", "p_partkey", descending=[True, False, False, False]
        )
        .head(100)
    )


def q03(t: Tables) -> LazyFrame:
    day = date(1995, 3, 15)
    return (
        t["customer"]
        .filter(col("c_mktsegment") == "BUILDING")
        .join(
            t["orders"].filter(col("o_orderdate") < day), left_on="c_custkey", right_on="o_custkey"
        )
        .join(
            t["lineitem"].filter(col("l_shipdate") > day),
            left_on="o_orderkey",
            right_on="l_orderkey",
        )
        .group_by("o_orderkey", "o_orderdate", "o_shippriority")
        .agg(revenue().sum().alias("revenue"))
        .select(col("o_orderkey").alias("l_orderkey"), "revenue", "o_orderdate", "o_shippriority")
        .sort("revenue", "o_orderdate", descending=[True, False])
        .head(10)
    )


def q04(t: Tables) -> LazyFrame:
    late = t["lineitem"].filter(col("l_commitdate") < col("l_receiptdate"))
    return (
        t["orders"]
        .filter(col("o_orderdate").is_between(date(1993, 7, 1), date(1993, 10, 1), closed="left"))
        .join(late, left_on="o_orderkey", right_on="l_orderkey", how="semi")
        .group_by("o_orderpriority")
        .agg(pl.len().alias("order_count"))
        .sort("o_orderpriority")
    )


def q05(t: Tables) -> LazyFrame:
    orders = t["orders"].filter(
        col("o_orderdate").is_between(date(1994, 1, 1), date(1995, 1, 1), closed="left")
    )
    return (
        t["region"]
        .filter(col("r_name") == "ASIA")
        .join(t["nation"], left_on="r_regionkey", right_on="n_regionkey")
        .join(t["customer"], left_on="n_nationkey", right_on="c_nationkey")
        .join(orders, left_on="c_custkey", right_on="o_custkey")
        .join(t["lineitem"], left_on="o_orderkey", right_on="l_orderkey")
        .join(
            t["supplier"],
            left_on=["l_suppkey", "n_nationkey"],
            right_on=["s_suppkey", "s_nationkey"],
        )
        .group_by("n_name")
        .agg(revenue().sum().alias("revenue"))
        .sort("revenue", descending=True)
    )


def q06(t: Tables) -> LazyFrame:
    return (
        t["lineitem"]
        .filter(
            col("l_shipdate").is_between(date(1994, 1, 1), date(1995, 1, 1), closed="left"),
            money("l_discount").is_between(0.05, 0.07),
            col("l_quantity") < 24,
        )
        .select((money("l_extendedprice") * money("l_discount")).sum().alias("revenue"))
    )


def q07(t: Tables) -> LazyFrame:
    suppliers = t["supplier"].join(
        t["nation"].filter(col("n_name").is_in(["FRANCE", "GERMANY"])),
        left_on="s_nationkey",
        right_on="n_nationkey",
    )
    customers = t["customer"].join(
        t["nation"].filter(col("n_name").is_in(["FRANCE", "GERMANY"])),
        left_on="c_nationkey",
        right_on="n_nationkey",
    )
    lines = t["lineitem"].filter(
        col("l_shipdate").is_between(date(1995, 1, 1), date(1996, 12, 31))
    )
    return (
        lines.join(
            suppliers.select("s_suppkey", col("n_name").alias("supp_nation")),
            left_on="l_suppkey",
            right_on="s_suppkey",
        )
        .join(t["orders"], left_on="l_orderkey", right_on="o_orderkey")
        .join(
            customers.select("c_custkey", col("n_name").alias("cust_nation")),
            left_on="o_custkey",
            right_on="c_custkey",
        )
        .filter(col("supp_nation") != col("cust_nation"))
        .group_by("supp_nation", "cust_nation", col("l_shipdate").dt.year().alias("l_year"))
        .agg(revenue().sum().alias("revenue"))
        .sort("supp_nation", "cust_nation", "l_year")
    )


def q08(t: Tables) -> LazyFrame:
    american = t["nation"].join(
        t["region"].filter(col("r_name") == "AMERICA"),
        left_on="n_regionkey",
        right_on="r_regionkey",
        how="semi",
    )
    orders = t["orders"].filter(
        col("o_orderdate").is_between(date(1995, 1, 1), date(1996, 12, 31))
    )
    nation = col("n_name") == "BRAZIL"
    return (
        t["part"]
        .filter(col("p_type") == "ECONOMY ANODIZED STEEL")
        .join(t["lineitem"], left_on="p_partkey", right_on="l_partkey")
        .join(orders, left_on="l_orderkey", right_on="o_orderkey")
        .join(t["customer"], left_on="o_custkey", right_on="c_custkey")
        .join(american, left_on="c_nationkey", right_on="n_nationkey", how="semi")
        .join(t["supplier"], left_on="l_suppkey", right_on="s_suppkey")
        .join(t["nation"], left_on="s_nationkey", right_on="n_nationkey")
        .group_by(col("o_orderdate").dt.year().alias("o_year"))
        .agg(
            (pl.when(nation).then(revenue()).otherwise(0.0).sum() / revenue().sum()).alias(
                "mkt_share"
            )
        )
        .sort("o_year")
    )


def q09(t: Tables) -> LazyFrame:
    return (
        t["part"]
        .filter(col("p_name").str.contains("green", literal=True))
        .join(t["lineitem"], left_on="p_partkey", right_on="l_partkey")
        .join(t["supplier"], left_on="l_suppkey", right_on="s_suppkey")
        .join(
            t["partsupp"],
            left_on=["p_partkey", "l_suppkey"],
            right_on=["ps_partkey", "ps_suppkey"],
        )
        .join(t["orders"], left_on="l_orderkey", right_on="o_orderkey")
        .join(t["nation"], left_on="s_nationkey", right_on="n_nationkey")
        .group_by(
            col("n_name").alias("nation"), col("o_orderdate").dt.year().alias("o_year")
        )
        .agg((revenue() - money("ps_supplycost") * money("l_quantity")).sum().alias("sum_profit"))
        .sort("nation", "o_year", descending=[False, True])
    )


def q10(t: Tables) -> LazyFrame:
    orders = t["orders"].filter(
        col("o_orderdate").is_between(date(1993, 10, 1), date(1994, 1, 1), closed="left")
    )
    keys = ("c_custkey", "c_name", "c_acctbal", "c_phone", "n_name", "c_address", "c_comment")
    return (
        t["customer"]
        .join(orders, left_on="c_custkey", right_on="o_custkey")
        .join(
            t["lineitem"].filter(col("l_returnflag") == "R"),
            left_on="o_orderkey",
            right_on="l_orderkey",
        )
        .join(t["nation"], left_on="c_nationkey", right_on="n_nationkey")
        .group_by(keys)
        .agg(revenue().sum().alias("revenue"))
        .select(
            "c_custkey", "c_name", "revenue", "c_acctbal", "n_name", "c_address", "c_phone",
            "c_comment",
        )  # fmt: skip
        .sort("revenue", descending=True)
        .head(20)
    )


def q11(t: Tables) -> LazyFrame:
    german = (
        t["partsupp"]
        .join(t["supplier"], left_on="ps_suppkey", right_on="s_suppkey")
        .join(
            t["nation"].filter(col("n_name") == "GERMANY"),
            left_on="s_nationkey",
            right_on="n_nationkey",
        )
        .select("ps_partkey", (money("ps_supplycost") * col("ps_availqty")).alias("value"))
    )
    least = german.select((col("value").sum() * 0.0001).alias("least"))
    return (
        german.group_by("ps_partkey")
        .agg(col("value").sum())
        .join(least, how="cross")
        .filter(col("value") > col("least"))
        .select("ps_partkey", "value")
        .sort("value", descending=True)
    )


def q12(t: Tables) -> LazyFrame:
    lines = t["lineitem"].filter(
        col("l_shipmode").is_in(["MAIL", "SHIP"]),
        col("l_commitdate") < col("l_receiptdate"),
        col("l_shipdate") < col("l_commitdate"),
        col("l_receiptdate").is_between(date(1994, 1, 1), date(1995, 1, 1), closed="left"),
    )
    high = col("o_orderpriority").is_in(["1-URGENT", "2-HIGH"])
    return (
        t["orders"]
        .join(lines, left_on="o_orderkey", right_on="l_orderkey")
        .group_by("l_shipmode")
        .agg(high.sum().alias("high_line_count"), (~high).sum().alias("low_line_count"))
        .sort("l_shipmode")
    )


def q13(t: Tables) -> LazyFrame:
    orders = t["orders"].filter(~col("o_comment").str.contains("special.*requests"))
    return (
        t["customer"]
        .join(orders, left_on="c_custkey", right_on="o_custkey", how="left")
        .group_by("c_custkey")
        .agg(col("o_orderkey").count().alias("c_count"))
        .group_by("c_count")
        .agg(pl.len().alias("custdist"))
        .sort("custdist", "c_count", descending=True)
    )


def q14(t: Tables) -> LazyFrame:
    promotion = col("p_type").str.starts_with("PROMO")
    return (
        t["lineitem"]
        .filter(col("l_shipdate").is_between(date(1995, 9, 1), date(1995, 10, 1), closed="left"))
        .join(t["part"], left_on="l_partkey", right_on="p_partkey")
        .select(
            (
                100.0
                * pl.when(promotion).then(revenue()).otherwise(0.0).sum()
                / revenue().sum()
            ).alias("promo_revenue")
        )
    )


def q15(t: Tables) -> LazyFrame:
    totals = (
        t["lineitem"]
        .filter(col("l_shipdate").is_between(date(1996, 1, 1), date(1996, 4, 1), closed="left"))
        .group_by("l_suppkey")
        .agg(revenue().sum().alias("total_revenue"))
        .filter(col("total_revenue") == col("total_revenue").max())
    )
    return (
        t["supplier"]
        .join(totals, left_on="s_suppkey", right_on="l_suppkey")
        .select("s_suppkey", "s_name", "s_address", "s_phone", "total_revenue")
        .sort("s_suppkey")
    )


def q16(t: Tables) -> LazyFrame:
    complaints = t["supplier"].filter(col("s_comment").str.contains("Customer.*Complaints"))
    return (
        t["part"]
        .filter(
            col("p_brand") != "Brand#45",
            ~col("p_type").str.starts_with("MEDIUM POLISHED"),
            col("p_size").is_in([49, 14, 23, 45, 19, 3, 36, 9]),
        )
        .join(t["partsupp"], left_on="p_partkey", right_on="ps_partkey")
        .join(complaints, left_on="ps_suppkey", right_on="s_suppkey", how="anti")
        .group_by("p_brand", "p_type", "p_size")
        .agg(col("ps_suppkey").n_unique().alias("supplier_cnt"))
        .sort(
            "supplier_cnt", "p_brand", "p_type", "p_size", descending=[True, False, False, False]
        )
    )


def q17(t: Tables) -> LazyFrame:
    parts = t["part"].filter((col("p_brand") == "Brand#23") & (col("p_container") == "MED BOX"))
    lines = parts.join(t["lineitem"], left_on="p_partkey", right_on="l_partkey")
    means = lines.group_by("p_partkey").agg((0.2 * money("l_quantity").mean()).alias("limit"))
    return (
        lines.join(means, on="p_partkey")
        .filter(money("l_quantity") < col("limit"))
        .select(
            pl.when(pl.len() > 0)
            .then(money("l_extendedprice").sum() / 7.0)
            .otherwise(None)
            .alias("avg_yearly")
        )
    )


def q18(t: Tables) -> LazyFrame:
    large = (
        t["lineitem"]
        .group_by("l_orderkey")
        .agg(col("l_quantity").sum().alias("total"))
        .filter(col("total") > 300)
    )
    return (
        t["orders"]
        .join(large, left_on="o_orderkey", right_on="l_orderkey", how="semi")
        .join(t["lineitem"], left_on="o_orderkey", right_on="l_orderkey")
        .join(t["customer"], left_on="o_custkey", right_on="c_custkey")
        .group_by("c_name", "o_custkey", "o_orderkey", "o_orderdate", "o_totalprice")
        .agg(col("l_quantity").sum().alias("quantity"))
        .sort("o_totalprice", "o_orderdate", descending=[True, False])
        .head(100)
    )


def q19(t: Tables) -> LazyFrame:
    def group(brand: str, kind: str, forms: list[str], quantity: int, size: int) -> pl.Expr:
        return (
            (col("p_brand") == brand)
            & col("p_container").is_in([f"{kind} {form}" for form in forms])
            & col("l_quantity").is_between(quantity, quantity + 10)
            & col("p_size").is_between(1, size)
        )

    return (
        t["lineitem"]
        .filter(
            col("l_shipmode").is_in(["AIR", "AIR REG"]),
            col("l_shipinstruct") == "DELIVER IN PERSON",
        )
        .join(t["part"], left_on="l_partkey", right_on="p_partkey")
        .filter(
            group("Brand#12", "SM", ["CASE", "BOX", "PACK", "PKG"], 1, 5)
            | group("Brand#23", "MED", ["BAG", "BOX", "PKG", "PACK"], 10, 10)
            | group("Brand#34", "LG", ["CASE", "BOX", "PACK", "PKG"], 20, 15)
        )
        .select(revenue().sum().alias("revenue"))
    )


def q20(t: Tables) -> LazyFrame:
    shipped = (
        t["lineitem"]
        .filter(col("l_shipdate").is_between(date(1994, 1, 1), date(1995, 1, 1), closed="left"))
        .group_by("l_partkey", "l_suppkey")
        .agg((0.5 * money("l_quantity").sum()).alias("half"))
    )
    stocked = (
        t["partsupp"]
        .join(
            t["part"].filter(col("p_name").str.starts_with("forest")),
            left_on="ps_partkey",
            right_on="p_partkey",
            how="semi",
        )
        .join(
            shipped, left_on=["ps_partkey", "ps_suppkey"], right_on=["l_partkey", "l_suppkey"]
        )
        .filter(col("ps_availqty") > col("half"))
    )
    return (
        t["supplier"]
        .join(stocked, left_on="s_suppkey", right_on="ps_suppkey", how="semi")
        .join(
            t["nation"].filter(col("n_name") == "CANADA"),
            left_on="s_nationkey",
            right_on="n_nationkey",
        )
        .select("s_name", "s_address")
        .sort("s_name")
    )


def q21(t: Tables) -> LazyFrame:
    late = t["lineitem"].filter(col("l_receiptdate") > col("l_commitdate"))
    several = (
        t["lineitem"]
        .group_by("l_orderkey")
        .agg(col("l_suppkey").n_unique().alias("suppliers"))
        .filter(col("suppliers") > 1)
    )
    late_by_one = (
        late.group_by("l_orderkey")
        .agg(col("l_suppkey").n_unique().alias("late_suppliers"))
        .filter(col("late_suppliers") == 1)
    )
    return (
        late.join(several, on="l_orderkey", how="semi")
        .join(late_by_one, on="l_orderkey", how="semi")
        .join(
            t["orders"].filter(col("o_orderstatus") == "F"),
            left_on="l_orderkey",
            right_on="o_orderkey",
            how="semi",
        )
        .join(t["supplier"], left_on="l_suppkey", right_on="s_suppkey")
        .join(
            t["nation"].filter(col("n_name") == "SAUDI ARABIA"),
            left_on="s_nationkey",
            right_on="n_nationkey",
            how="semi",
        )
        .group_by("s_name")
        .agg(pl.len().alias("numwait"))
        .sort("numwait", "s_name", descending=[True, False])
        .head(100)
    )


def q22(t: Tables) -> LazyFrame:
    customers = (
        t["customer"]
        .with_columns(col("c_phone").str.slice(0, 2).alias("cntrycode"))
        .filter(col("cntrycode").is_in(["13", "31", "23", "29", "30", "18", "17"]))
    )
    mean = customers.filter(col("c_acctbal") > 0).select(
        money("c_acctbal").mean().alias("mean")
    )
    return (
        customers.join(t["orders"], left_on="c_custkey", right_on="o_custkey", how="anti")
        .join(mean, how="cross")
        .filter(money("c_acctbal") > col("mean"))
        .group_by("cntrycode")
        .agg(pl.len().alias("numcust"), col("c_acctbal").sum().alias("totacctbal"))
        .sort("cntrycode")
    )
