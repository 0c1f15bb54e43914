-- People, their ways in, what they granted, and what the server keeps for itself.
-- What one request leaves for another, for a minute.
CREATE TABLE handovers (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  content MEDIUMTEXT NOT NULL,
  expires_at BIGINT NOT NULL
) {narrow};
CREATE INDEX handovers_by_expiry ON handovers (expires_at);
