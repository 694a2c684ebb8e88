"""What the catalogue's API sends. Money: fen. Areas: m2. Lengths: metres, layouts millimetres. Times: UTC. No defaults."""
