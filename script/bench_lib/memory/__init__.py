"""`script/bench --memory`: many voices under a limit, and many requests without growth."""
