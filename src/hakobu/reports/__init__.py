"""What command line and API say alike of plans, failed rows and queries: as JSON, CSV, Excel, Parquet."""
