"""`script/bench --text`: how long text takes to be split and read, in every language."""
