"""Hakobu moves rows from any source into Zoho CRM, and can prove what it did."""
