"""Bulk audits in the service: upload, background job, list, drill-down, export."""
