"""`script/bench --bridge`: what the bridge costs, beside its Wyoming server asked directly."""
