"""Where rows come from: connectors described as data, and the sources that they open."""
