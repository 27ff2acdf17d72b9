"""Related lists: notes, campaign members, contact roles, products, and what looks up to a record."""
