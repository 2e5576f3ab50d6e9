"""ClickBench's queries over a generated table of web page hits."""
