"""Text, as it arrives, into sentences and clauses."""
