package dev.terrace.cache.history;

import static dev.terrace.cache.history.Happening.Fault.Kind.DISTURBED;
import static dev.terrace.cache.history.Happening.Fault.Kind.LOST;
import static dev.terrace.cache.history.Happening.Fault.Kind.ROLLED_BACK;
import static dev.terrace.cache.history.Happening.Fault.Kind.TRIMMED;

import dev.terrace.cache.fixture.WorkerProcess;
import dev.terrace.cache.testing.FaultProxy;
import dev.terrace.cache.testing.TestCluster;
import dev.terrace.cache.testing.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Something that goes wrong. Each strikes at random moments while its scene lasts, and has healed everything when it returns. */
enum Nemesis {
    NOTHING(1.3) {
        @Override
        void strike(Scene scene) {
            scene.pauseFor(1);
        }
    },

    CONNECTIONS_KILLED(1) {
        @Override
        void strike(Scene scene) {
            while (scene.lasts()) {
                scene.fault(DISTURBED, () -> {
                    if (scene.toss()) {
                        scene.redis().cli("CLIENT", "KILL", "TYPE", "normal");
                    }
                    if (scene.toss()) {
                        scene.redis().cli("CLIENT", "KILL", "TYPE", "pubsub");
                    }
                });
                scene.pause(Duration.ofMillis(20), Duration.ofMillis(200));
            }
        }
    },

    SERVER_PAUSED(1) {
        @Override
        void strike(Scene scene) {
            while (scene.lasts()) {
                scene.pause(Duration.ofMillis(100), Duration.ofMillis(300));
                scene.fault(DISTURBED, () -> {
                    scene.redis().pause();
                    try {
                        scene.pause(Duration.ofMillis(300), Duration.ofMillis(2000));
                    } finally {
                        scene.redis().resume();
                    }
                });
            }
        }
    },

    INSTANCE_PAUSED(1) {
        @Override
        void strike(Scene scene) {
            while (scene.lasts()) {
                scene.pause(Duration.ofMillis(50), Duration.ofMillis(200));
                WorkerProcess worker = scene.anyWorker();
                scene.fault(DISTURBED, () -> {
                    worker.signal("STOP");
                    try {
                        scene.pause(Duration.ofMillis(200), Duration.ofMillis(1500));
                    } finally {
                        worker.signal("CONT");
                    }
                });
            }
        }
    },

    /** Long enough that the cut-off instance reaches the end of what it may serve. */
    INSTANCE_CUT_OFF(2.5) {
        @Override
        void strike(Scene scene) {
            scene.fault(DISTURBED, () -> {
                FaultProxy line = scene.servers().line();
                if (scene.toss()) {
                    line.silence(FaultProxy.Direction.values());
                } else {
                    line.refuse();
                    line.cut();
                }
                scene.pauseFor(1);
                line.heal();
            });
        }
    },

    FLUSHED(1) {
        @Override
        void strike(Scene scene) {
            while (scene.lasts()) {
                scene.pause(Duration.ofMillis(200), Duration.ofMillis(600));
                scene.fault(LOST, () -> scene.redis().flush());
            }
        }
    },

    CONTROL_KEYS_DELETED(1) {
        @Override
        void strike(Scene scene) {
            while (scene.lasts()) {
                scene.pause(Duration.ofMillis(100), Duration.ofMillis(400));
                scene.fault(DISTURBED, () -> {
                    if (scene.toss()) {
                        scene.redis().cli("DEL", scene.key("c", "tags"));
                    }
                    if (scene.toss()) {
                        scene.redis().cli("DEL", scene.key("c", "meta"));
                    }
                });
            }
        }
    },

    /** With messages lost as well, so that followers fall behind the end of the log. */
    LOGS_TRIMMED(1) {
        @Override
        void strike(Scene scene) {
            while (scene.lasts()) {
                scene.fault(TRIMMED, () -> {
                    scene.redis().cli("XTRIM", scene.key("0", "log"), "MAXLEN", "10");
                    scene.redis().cli("XTRIM", scene.key("c", "log"), "MAXLEN", "10");
                    if (scene.toss()) {
                        scene.redis().cli("CLIENT", "KILL", "TYPE", "pubsub");
                    }
                });
                scene.pause(Duration.ofMillis(20), Duration.ofMillis(100));
            }
        }
    },

    SERVER_RESTARTED_EMPTY(1) {
        @Override
        void strike(Scene scene) {
            scene.pauseFor(0.2);
            scene.fault(LOST, () -> {
                scene.redis().kill();
                scene.pauseFor(0.3);
                scene.redis().restart();
            });
            scene.pauseFor(1);
        }
    },

    /**
     * The new primary does not know what the old one acknowledged last. Nobody writes any more then: later invalidations would
     * hide that an earlier one is missing.
     */
    FAILOVER_WITH_LOST_WRITES(1) {
        @Override
        void strike(Scene scene) {
            scene.pauseFor(0.2);
            scene.fault(
                    ROLLED_BACK,
                    () -> scene.servers().sentinels().failoverLosing(primary -> {
                        Scene.pauseUntil(System.nanoTime() + LOSS.toNanos());
                        scene.onlyRead();
                    }));
            // The reads see what comes of it, until what was lost must be there again.
            Scene.pauseUntil(System.nanoTime() + 2 * Topology.bounds().staleness());
        }
    },

    /** Each move takes a lane with all that is in it to another node. */
    SLOTS_MOVED(1) {
        @Override
        void strike(Scene scene) {
            TestCluster cluster = scene.servers().nodes();
            List<String> logs = cluster.primaries().stream()
                    .flatMap(node ->
                            node.cli("KEYS", "*" + scene.namespace() + "*:log").lines())
                    .filter(key -> key.endsWith(":log"))
                    .toList();
            while (scene.lasts()) {
                int slot = cluster.slotOf(scene.anyOf(logs));
                TestNode target = scene.anyOf(cluster.primaries());
                if (target != cluster.primaryOf(slot)) {
                    scene.fault(DISTURBED, () -> cluster.moveSlot(slot, target));
                }
                scene.pause(Duration.ofMillis(50), Duration.ofMillis(300));
            }
        }
    };

    private static final Duration LOSS = Duration.ofMillis(300);

    private final double weight;

    Nemesis(double weight) {
        this.weight = weight;
    }

    /** Its share of the time of all, relative to the others. */
    double weight() {
        return weight;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    abstract void strike(Scene scene);
}
