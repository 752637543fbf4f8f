package dev.terrace.cache.sample.tour;

import dev.terrace.cache.engine.CacheRuntime;
import dev.terrace.cache.sample.redis.RedisSwitch;
import dev.terrace.cache.spring.TerraceCacheManager;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What the page shows of the instances and of Redis, and the two switches on it. */
@RestController
@RequestMapping("/tour")
class TourController {

    private final CacheRuntime caches;
    private final OtherInstance other;
    private final @Nullable RedisSwitch redis;

    TourController(TerraceCacheManager caches, OtherInstance other, ObjectProvider<RedisSwitch> redis) {
        this.caches = caches.runtime();
        this.other = other;
        this.redis = redis.getIfAvailable();
    }

    @GetMapping
    Tour tour(HttpServletRequest request) {
        return new Tour(
                request.getLocalPort(),
                remote(),
                caches.waitingInvalidations(),
                redis != null ? new Tour.Embedded(redis.isOn(), redis.isOwned()) : null,
                other.view());
    }

    private Tour.Remote remote() {
        if (caches.isConnected()) {
            return Tour.Remote.CONNECTED;
        }
        return caches.isShared() ? Tour.Remote.AWAY : Tour.Remote.NONE;
    }

    /** Stops or starts the Redis, and answers when that is done. */
    @PostMapping(path = "/redis", consumes = MediaType.APPLICATION_JSON_VALUE)
    Tour redis(@RequestBody Turn turn, HttpServletRequest request) throws InterruptedException {
        RedisSwitch own = ownRedis(request);
        try {
            if (wanted(turn)) {
                own.turnOn();
            } else {
                own.turnOff();
            }
        } catch (IOException e) {
            throw new ResponseStatusException(HttpStatus.CONFLICT, "Redis stays as it is: " + e.getMessage(), e);
        }
        return tour(request);
    }

    /** Begins to start or to stop the second instance. */
    @PostMapping(path = "/other", consumes = MediaType.APPLICATION_JSON_VALUE)
    Tour other(@RequestBody Turn turn, HttpServletRequest request) {
        ownRedis(request);
        if (wanted(turn)) {
            other.start();
        } else {
            other.stop();
        }
        return tour(request);
    }

    /** Both are for the one who sits at this machine and tries the sample, not for a shop with a Redis that others use, too. */
    private RedisSwitch ownRedis(HttpServletRequest request) {
        if (!FromHere.is(request)) {
            throw new ResponseStatusException(HttpStatus.FORBIDDEN, "Only a page of this machine may do this");
        }
        if (redis == null || !redis.isOwned()) {
            throw new ResponseStatusException(
                    HttpStatus.CONFLICT,
                    "This instance has not started the Redis that it uses; try it on the one that has");
        }
        return redis;
    }

    private static boolean wanted(Turn turn) {
        if (turn.on() == null) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "'on' is missing; send for example {\"on\": true}");
        }
        return turn.on();
    }
}
