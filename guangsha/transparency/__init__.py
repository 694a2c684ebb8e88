"""The transparency log: every shown status and published price rule, in a Merkle tree that anyone can check."""
