package dev.terrace.cache.soak;

import dev.terrace.cache.testing.TestRedis;

/** What befalls Redis. */
enum Fault {
    /** Gone for a while, then there again, empty. */
    KILLED("killed") {
        @Override
        void begin(TestRedis redis) {
            redis.kill();
        }

        @Override
        void end(TestRedis redis) {
            redis.restart();
        }
    },

    /** Takes connections and commands, and answers none for a while. */
    FROZEN("frozen") {
        @Override
        void begin(TestRedis redis) {
            redis.pause();
        }

        @Override
        void end(TestRedis redis) {
            redis.resume();
        }
    },

    /** There again before anybody has noticed, but empty. */
    RESTARTED("restarted at once") {
        @Override
        void begin(TestRedis redis) {
            redis.restart();
        }

        @Override
        void end(TestRedis redis) {}

        @Override
        boolean lasts() {
            return false;
        }
    };

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    abstract void begin(TestRedis redis);

    abstract void end(TestRedis redis);

    boolean lasts() {
        return true;
    }
}
