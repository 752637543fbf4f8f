-- The shop. Run by the first instance that opens the database; later ones find it there.
CREATE TABLE IF NOT EXISTS category (
    name VARCHAR(64) PRIMARY KEY
);

CREATE TABLE IF NOT EXISTS product (
    id       BIGINT PRIMARY KEY,
    name     VARCHAR(128) NOT NULL,
    category VARCHAR(64) NOT NULL REFERENCES category (name),
    price    DECIMAL(9, 2) NOT NULL CHECK (price > 0)
);

CREATE INDEX IF NOT EXISTS product_by_category ON product (category, id);

CREATE ALIAS IF NOT EXISTS PAUSE FOR 'dev.terrace.cache.sample.SlowQuery.pause';
