-- Finds people who began a sign-up at a site and never finished it.
CREATE INDEX links_by_sign_up ON links (signed_up, linked_at);
