-- People, their ways in, what they granted, and what the server keeps for itself.
-- One portable subset: VARCHAR, BIGINT (numbers, milliseconds since 1970, 0 and 1), MEDIUMTEXT,
-- MEDIUMBLOB. {narrow} and {wide} are a dialect's table options for small and for large rows.

CREATE TABLE people (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  email VARCHAR(320) NOT NULL,
  normal_email VARCHAR(254),
  email_verified BIGINT NOT NULL,
  nickname VARCHAR(255) NOT NULL,
  picture_id VARCHAR(64) NOT NULL,
  profile MEDIUMTEXT NOT NULL,
  language VARCHAR(16) NOT NULL,
  disabled BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  valid_from BIGINT NOT NULL
) {narrow};
CREATE UNIQUE INDEX people_by_email ON people (normal_email);

CREATE TABLE passwords (
  person_id VARCHAR(64) NOT NULL PRIMARY KEY,
  phc VARCHAR(512) NOT NULL,
  changed_at BIGINT NOT NULL
) {narrow};

CREATE TABLE passkeys (
  credential_id VARCHAR(700) NOT NULL PRIMARY KEY,
  person_id VARCHAR(64) NOT NULL,
  user_handle VARCHAR(128) NOT NULL,
  public_key MEDIUMTEXT NOT NULL,
  sign_count BIGINT NOT NULL,
  aaguid VARCHAR(64) NOT NULL,
  transports VARCHAR(255) NOT NULL,
  backup_eligible BIGINT NOT NULL,
  backed_up BIGINT NOT NULL,
  display_name VARCHAR(255) NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT
) {narrow};
CREATE INDEX passkeys_by_person ON passkeys (person_id, created_at);

CREATE TABLE sessions (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  person_id VARCHAR(64) NOT NULL,
  methods VARCHAR(255) NOT NULL,
  created_at BIGINT NOT NULL,
  authenticated_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  device VARCHAR(255) NOT NULL,
  address VARCHAR(64) NOT NULL
) {narrow};
CREATE INDEX sessions_by_person ON sessions (person_id, created_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE links (
  person_id VARCHAR(64) NOT NULL,
  app BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  signed_up BIGINT NOT NULL,
  scopes MEDIUMTEXT NOT NULL,
  terms MEDIUMTEXT NOT NULL,
  properties MEDIUMTEXT NOT NULL,
  linked_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (person_id, app)
) {narrow};
CREATE UNIQUE INDEX links_by_subject ON links (app, subject);

CREATE TABLE families (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  person_id VARCHAR(64) NOT NULL,
  app BIGINT NOT NULL,
  client_id VARCHAR(255) NOT NULL,
  session_id VARCHAR(64) NOT NULL,
  surface VARCHAR(32) NOT NULL,
  scopes MEDIUMTEXT NOT NULL,
  with_id_token BIGINT NOT NULL,
  nonce MEDIUMTEXT NOT NULL,
  methods VARCHAR(255) NOT NULL,
  generation BIGINT NOT NULL,
  authenticated_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  advanced_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked BIGINT NOT NULL
) {narrow};
CREATE INDEX families_by_person ON families (person_id, created_at);
CREATE INDEX families_by_session ON families (session_id);
CREATE INDEX families_by_expiry ON families (expires_at);

CREATE TABLE revocations (
  id VARCHAR(160) NOT NULL PRIMARY KEY,
  before_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
) {narrow};
CREATE INDEX revocations_by_expiry ON revocations (expires_at);

CREATE TABLE spent (
  id VARCHAR(160) NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL
) {narrow};
CREATE INDEX spent_by_expiry ON spent (expires_at);

CREATE TABLE guesses (
  guess_key VARCHAR(512) NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  ends_at BIGINT NOT NULL
) {narrow};
CREATE INDEX guesses_by_end ON guesses (ends_at);

CREATE TABLE apps (
  app BIGINT NOT NULL PRIMARY KEY,
  display_name VARCHAR(255) NOT NULL,
  document MEDIUMTEXT NOT NULL,
  sealed_secrets MEDIUMTEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
) {wide};

CREATE TABLE signing_keys (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  algorithm VARCHAR(16) NOT NULL,
  public_jwk MEDIUMTEXT NOT NULL,
  sealed_private MEDIUMTEXT NOT NULL,
  created_at BIGINT NOT NULL,
  signs_from BIGINT NOT NULL,
  signs_until BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
) {wide};

CREATE TABLE audit (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  event VARCHAR(64) NOT NULL,
  outcome VARCHAR(255) NOT NULL,
  person_id VARCHAR(64) NOT NULL,
  app BIGINT NOT NULL,
  address VARCHAR(64) NOT NULL,
  device VARCHAR(255) NOT NULL,
  detail MEDIUMTEXT NOT NULL
) {narrow};
CREATE INDEX audit_by_person ON audit (person_id, id);

CREATE TABLE mails (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  recipient VARCHAR(320) NOT NULL,
  subject MEDIUMTEXT NOT NULL,
  plain MEDIUMTEXT NOT NULL,
  html MEDIUMTEXT NOT NULL,
  created_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  sent_at BIGINT,
  last_error MEDIUMTEXT NOT NULL
) {wide};
CREATE INDEX mails_by_creation ON mails (created_at, id);
CREATE INDEX mails_by_sending ON mails (sent_at, created_at, id);

CREATE TABLE pictures (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  large MEDIUMBLOB NOT NULL,
  small MEDIUMBLOB NOT NULL,
  created_at BIGINT NOT NULL
) {wide};

CREATE TABLE revisions (
  topic VARCHAR(64) NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL
) {narrow};
