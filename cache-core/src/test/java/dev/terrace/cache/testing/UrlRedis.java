package dev.terrace.cache.testing;

/** A Redis that somebody else runs: it is used and left alone. */
record UrlRedis(RedisAddress address) implements RedisInstance {

    @Override
    public String kind() {
        return "url";
    }

    @Override
    public void start() {
        // It runs already.
    }

    @Override
    public String reasonOfDeath() {
        return "";
    }

    @Override
    public void kill() {
        throw notOurs();
    }

    @Override
    public void pause() {
        throw notOurs();
    }

    @Override
    public void resume() {
        throw notOurs();
    }

    @Override
    public void dispose() {
        // It was not started here.
    }

    private static UnsupportedOperationException notOurs() {
        return new UnsupportedOperationException(
                "The Redis of '%s' belongs to somebody else; a test that ends or halts one takes TestRedis.start()"
                        .formatted(TestRedis.URL_PROPERTY));
    }
}
