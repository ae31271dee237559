"""What the measuring scripts share: a corpus, the air between it and us, honest intervals."""
