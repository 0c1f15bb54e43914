-- What every site is to have in force (versions of data), one row a kind.
CREATE TABLE targets (
  name VARCHAR(64) NOT NULL PRIMARY KEY,
  content MEDIUMTEXT NOT NULL
) {narrow};
