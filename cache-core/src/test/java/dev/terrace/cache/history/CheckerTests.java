package dev.terrace.cache.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.Origin;
import dev.terrace.cache.history.Anomaly.Kind;
import dev.terrace.cache.history.Happening.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Histories written by hand: each anomaly is found, and what only looks like one is not. Δ is 100, D 50, H 10, a lease 30. */
class CheckerTests {

    private static final int KEY = 5;
    private static final int PUT_KEY = Keyspace.EVICTED_KEYS + 1;
    private static final int HERE = 0;
    private static final int THERE = 1;

    private final List<Happening> happenings = new ArrayList<>();

    // ---- A1

    @Test
    void aReadBeyondTheBoundIsStale() {
        Value old = loaded(HERE, KEY, 1, 10, 20);
        evicted(THERE, new Target.OfKey(KEY), 30, 40);
        read(HERE, old, 141, 142);
        assertThat(found()).containsExactly(Kind.A1);
    }

    @Test
    void aReadWithinTheBoundIsNot() {
        Value old = loaded(HERE, KEY, 1, 10, 20);
        evicted(THERE, new Target.OfKey(KEY), 30, 40);
        read(HERE, old, 140, 300);
        assertThat(found()).isEmpty();
    }

    @Test
    void tagsClearsAndPatternsCountAsEvictionsDo() {
        for (Target target :
                List.of(new Target.OfTag(Keyspace.tagOf(KEY)), new Target.OfCache(false), new Target.OfPattern(KEY))) {
            happenings.clear();
            Value old = loaded(HERE, KEY, 1, 10, 20);
            evicted(THERE, target, 30, 40);
            read(HERE, old, 141, 142);
            assertThat(found()).as("%s", target).containsExactly(Kind.A1);
        }
    }

    @Test
    void anInvalidationOfOthersDoesNotCount() {
        Value old = loaded(HERE, KEY, 1, 10, 20);
        evicted(THERE, new Target.OfKey(KEY + 1), 30, 40);
        evicted(THERE, new Target.OfTag(Keyspace.tagOf(KEY + 1)), 30, 40);
        evicted(THERE, new Target.OfCache(true), 30, 40);
        evicted(THERE, new Target.OfPattern(KEY + 1), 30, 40);
        read(HERE, old, 1000, 1001);
        assertThat(found()).isEmpty();
    }

    @Test
    void whatWasLoadedDuringTheInvalidationMayBeServed() {
        Value fresh = loaded(HERE, KEY, 2, 31, 50);
        evicted(THERE, new Target.OfKey(KEY), 30, 40);
        read(HERE, fresh, 1000, 1001);
        assertThat(found()).isEmpty();
    }

    // ---- A2

    @Test
    void theOriginOfAnInvalidationHasNoTime() {
        Value old = loaded(HERE, KEY, 1, 10, 20);
        evicted(HERE, new Target.OfKey(KEY), 30, 40);
        read(HERE, old, 41, 42);
        assertThat(found()).containsExactly(Kind.A2);
    }

    @Test
    void evenIfItIsCutOff() {
        Value old = loaded(HERE, KEY, 1, 10, 20);
        cutOff(HERE, 5, 200);
        happenings.add(new Happening.Write(HERE, new Target.OfKey(KEY), 30, 40, null));
        acknowledged(HERE, new Target.OfKey(KEY), 190, 195);
        read(HERE, old, 41, 42);
        assertThat(found()).containsExactly(Kind.A2);
    }

    @Test
    void untilTheCallReturnsItMayServeTheOldValue() {
        Value old = loaded(HERE, KEY, 1, 10, 20);
        evicted(HERE, new Target.OfKey(KEY), 30, 40);
        read(HERE, old, 39, 60);
        assertThat(found()).isEmpty();
    }

    // ---- A3

    @Test
    void twoLoadsOfAKeyDoNotOverlap() {
        loaded(HERE, KEY, 1, 10, 20);
        loaded(THERE, KEY, 1, 19, 25);
        assertThat(found()).containsExactly(Kind.A3);
    }

    @Test
    void loadsOfOtherKeysOrAfterEachOtherMay() {
        loaded(HERE, KEY, 1, 10, 20);
        loaded(THERE, KEY + 1, 1, 10, 20);
        loaded(THERE, KEY, 1, 20, 25);
        assertThat(found()).isEmpty();
    }

    @Test
    void anExcuseOfG4LetsLoadsOverlap() {
        loaded(HERE, KEY, 1, 10, 20);
        evicted(THERE, new Target.OfKey(KEY), 12, 13);
        loaded(THERE, KEY, 2, 15, 25);
        assertThat(found()).as("invalidated").isEmpty();

        happenings.clear();
        loaded(HERE, KEY, 1, 10, 60);
        loaded(THERE, KEY, 1, 40, 65);
        assertThat(found()).as("the lease expired").isEmpty();

        happenings.clear();
        loaded(HERE, KEY, 1, 10, 20);
        cutOff(THERE, 5, 50);
        loaded(THERE, KEY, 1, 15, 25);
        assertThat(found()).as("degraded").isEmpty();

        happenings.clear();
        loaded(HERE, KEY, 1, 10, 20);
        happenings.add(new Fault(Fault.Kind.LOST, 12, 13));
        loaded(THERE, KEY, 1, 15, 25);
        assertThat(found()).as("the lease was lost").isEmpty();
    }

    @Test
    void anInvalidationBeforeTheLoadIsNoExcuse() {
        evicted(THERE, new Target.OfKey(KEY), 2, 3);
        loaded(HERE, KEY, 1, 10, 20);
        loaded(THERE, KEY, 1, 19, 25);
        assertThat(found()).containsExactly(Kind.A3);
    }

    // ---- A4

    @Test
    void atRestAllHaveWhatTheRegisterAndRedisHold() {
        Value value = loaded(HERE, KEY, 3, 10, 20);
        happenings.add(new Happening.AtRest(1, KEY, 3, value));
        happenings.add(new Happening.Read(HERE, KEY, 30, 31, value, Origin.NEAR, 1));
        assertThat(found()).isEmpty();
    }

    @Test
    void atRestAnOlderVersionIsWrong() {
        Value value = loaded(HERE, KEY, 3, 10, 20);
        happenings.add(new Happening.AtRest(1, KEY, 4, value));
        happenings.add(new Happening.Read(HERE, KEY, 30, 31, value, Origin.NEAR, 1));
        assertThat(found()).containsExactly(Kind.A4, Kind.A4);
    }

    @Test
    void atRestAPutThatRedisDoesNotHoldIsWrong() {
        Value near = put(HERE, PUT_KEY, 1, 10, 20);
        Value remote = put(THERE, PUT_KEY, 2, 15, 25);
        happenings.add(new Happening.AtRest(1, PUT_KEY, 2, remote));
        happenings.add(new Happening.Read(HERE, PUT_KEY, 30, 31, near, Origin.NEAR, 1));
        assertThat(found()).containsExactly(Kind.A4);
    }

    @Test
    void atRestTwoLoadsOfOneVersionAreTheSame() {
        Value near = loaded(HERE, KEY, 3, 10, 20);
        Value remote = loaded(THERE, KEY, 3, 20, 25);
        happenings.add(new Happening.AtRest(1, KEY, 3, remote));
        happenings.add(new Happening.Read(HERE, KEY, 30, 31, near, Origin.NEAR, 1));
        assertThat(found()).isEmpty();
    }

    @Test
    void atRestWhatWasInvalidatedIsWrongWithoutDelay() {
        Value old = loaded(HERE, PUT_KEY, 1, 10, 20);
        evicted(THERE, new Target.OfKey(PUT_KEY), 30, 40);
        happenings.add(new Happening.Read(HERE, PUT_KEY, 41, 42, old, Origin.NEAR, 1));
        assertThat(found()).containsExactly(Kind.A4);
    }

    // ---- A5

    @Test
    void aVersionDoesNotGoBackOnOneInstance() {
        Value old = loaded(HERE, KEY, 1, 10, 20);
        Value newer = loaded(THERE, KEY, 2, 30, 40);
        read(HERE, newer, 50, 51);
        read(HERE, old, 52, 53);
        assertThat(found()).containsExactly(Kind.A5);
    }

    @Test
    void onAnotherInstanceOrAtTheSameTimeItMay() {
        Value old = loaded(HERE, KEY, 1, 10, 20);
        Value newer = loaded(THERE, KEY, 2, 30, 40);
        read(HERE, newer, 50, 55);
        read(HERE, old, 52, 56);
        read(THERE, old, 57, 58);
        assertThat(found()).isEmpty();
    }

    @Test
    void afterAValueThatWasNotStoredItMay() {
        Value old = loaded(HERE, KEY, 1, 10, 20);
        cutOff(THERE, 25, 45);
        Value newer = loaded(THERE, KEY, 2, 30, 40);
        read(THERE, newer, 30, 40);
        read(THERE, old, 52, 53);
        assertThat(found()).isEmpty();
    }

    // ---- A6

    @Test
    void aValueThatNobodyMadeIsFound() {
        read(HERE, new Value(KEY, 1, 10, 99), 20, 21);
        assertThat(found()).containsExactly(Kind.A6);
    }

    @Test
    void aValueOfAnotherKeyIsFound() {
        Value value = loaded(HERE, KEY, 1, 10, 20);
        happenings.add(new Happening.Read(HERE, KEY + 1, 30, 31, value, Origin.REMOTE, 0));
        assertThat(found()).containsExactly(Kind.A6);
    }

    // ---- A7

    @Test
    void anInstanceThatIsCutOffMayServeLongerButNotForEver() {
        Value old = loaded(HERE, KEY, 1, 10, 20);
        evicted(THERE, new Target.OfKey(KEY), 30, 40);
        cutOff(HERE, 25, 1000);
        read(HERE, old, 190, 191);
        assertThat(found()).isEmpty();
        read(HERE, old, 191, 192);
        assertThat(found()).containsExactly(Kind.A7);
    }

    @Test
    void oneThatIsBackMayNot() {
        Value old = loaded(HERE, KEY, 1, 10, 20);
        evicted(THERE, new Target.OfKey(KEY), 30, 40);
        cutOff(HERE, 25, 100);
        read(HERE, old, 150, 151);
        assertThat(found()).containsExactly(Kind.A1);
    }

    // ---- A8

    @Test
    void afterAClearAKeyIsLoadedOnceByAll() {
        evicted(HERE, new Target.OfCache(false), 10, 20);
        loaded(HERE, KEY, 1, 130, 135);
        assertThat(found()).isEmpty();
        loaded(THERE, KEY, 1, 140, 145);
        assertThat(found()).containsExactly(Kind.A8);
    }

    @Test
    void afterTheNextInvalidationItMayBeLoadedAgain() {
        evicted(HERE, new Target.OfCache(false), 10, 20);
        loaded(HERE, KEY, 1, 130, 135);
        evicted(HERE, new Target.OfTag(Keyspace.tagOf(KEY)), 136, 138);
        loaded(THERE, KEY, 1, 140, 145);
        assertThat(found()).isEmpty();
    }

    @Test
    void anInstanceThatLagsLoadsTwiceAtMost() {
        evicted(HERE, new Target.OfCache(false), 10, 20);
        loaded(THERE, KEY, 1, 21, 22);
        loaded(THERE, KEY, 1, 23, 24);
        assertThat(found()).isEmpty();
        loaded(THERE, KEY, 1, 25, 26);
        assertThat(found()).containsExactly(Kind.A8);
    }

    @Test
    void afterEverythingWasLostAKeyIsLoadedOnceByAll() {
        happenings.add(new Fault(Fault.Kind.LOST, 10, 20));
        loaded(HERE, KEY, 1, 130, 135);
        assertThat(found()).isEmpty();
        loaded(THERE, KEY, 1, 140, 145);
        assertThat(found()).containsExactly(Kind.A8);
    }

    // ---- A9

    @Test
    void aDeferredEvictionCountsFromWhenItWasSentAgain() {
        Value old = loaded(HERE, KEY, 1, 10, 20);
        cutOff(THERE, 25, 500);
        happenings.add(new Happening.Write(THERE, new Target.OfKey(KEY), 30, 40, null));
        acknowledged(THERE, new Target.OfKey(KEY), 490, 500);
        read(HERE, old, 600, 601);
        assertThat(found()).isEmpty();
        read(HERE, old, 601, 602);
        assertThat(found()).containsExactly(Kind.A9);
    }

    @Test
    void aClearThatIsSentInsteadWillDo() {
        cutOff(THERE, 25, 500);
        happenings.add(new Happening.Write(THERE, new Target.OfKey(KEY), 30, 40, null));
        happenings.add(new Happening.Write(THERE, new Target.OfPattern(KEY), 30, 40, null));
        acknowledged(THERE, new Target.OfCache(false), 490, 500);
        assertThat(found()).isEmpty();

        happenings.add(new Happening.Write(THERE, new Target.OfKey(PUT_KEY), 30, 40, null));
        assertThat(found()).containsExactly(Kind.A9);
    }

    @Test
    void oneThatIsNeverSentAgainIsFoundEvenIfNobodyReads() {
        happenings.add(new Happening.Write(THERE, new Target.OfKey(KEY), 30, 40, null));
        happenings.add(new Happening.Recovered(THERE, 500));
        assertThat(found()).containsExactly(Kind.A9);
    }

    // ---- puts, failovers

    @Test
    void aPutIsOutdatedByOneThatBeganAfterItReturned() {
        Value first = put(HERE, PUT_KEY, 1, 10, 20);
        put(THERE, PUT_KEY, 2, 30, 40);
        read(HERE, first, 141, 142);
        assertThat(found()).containsExactly(Kind.A1);
    }

    @Test
    void ofPutsAtTheSameTimeEitherMayWin() {
        Value first = put(HERE, PUT_KEY, 1, 10, 35);
        Value second = put(THERE, PUT_KEY, 2, 30, 40);
        read(HERE, first, 1000, 1001);
        read(HERE, second, 1002, 1003);
        assertThat(found()).isEmpty();
    }

    @Test
    void aFailoverForgetsUntilTheOriginSaysItAgain() {
        Value old = loaded(HERE, KEY, 1, 10, 20);
        evicted(THERE, new Target.OfKey(KEY), 30, 40);
        happenings.add(new Fault(Fault.Kind.ROLLED_BACK, 25, 200));
        read(HERE, old, 320, 321);
        assertThat(found()).isEmpty();
        read(HERE, old, 321, 322);
        assertThat(found()).containsExactly(Kind.A1);
    }

    // ---- words

    private List<Kind> found() {
        return Checker.check(new History(happenings, new Bounds(100, 50, 10, 30))).stream()
                .map(Anomaly::kind)
                .toList();
    }

    private Value loaded(int instance, int key, long version, long began, long ended) {
        Value value = new Value(key, version, began, happenings.size());
        happenings.add(new Happening.Load(instance, began, began, ended, value));
        return value;
    }

    private Value put(int instance, int key, long version, long invoked, long returned) {
        Value value = new Value(key, version, invoked, happenings.size());
        written(instance, new Target.OfKey(key), invoked, returned, value);
        return value;
    }

    private void evicted(int instance, Target target, long invoked, long returned) {
        written(instance, target, invoked, returned, null);
    }

    private void written(int instance, Target target, long invoked, long returned, @Nullable Value put) {
        happenings.add(new Happening.Write(instance, target, invoked, returned, put));
        acknowledged(instance, target, invoked, returned);
    }

    private void acknowledged(int instance, Target target, long sent, long received) {
        happenings.add(new Happening.Acknowledged(instance, target, sent, received));
    }

    private void read(int instance, Value value, long invoked, long returned) {
        happenings.add(new Happening.Read(instance, value.key(), invoked, returned, value, Origin.NEAR, 0));
    }

    private void cutOff(int instance, long from, long to) {
        happenings.add(new Happening.Failed(instance, from, to - 15));
        happenings.add(new Happening.Synced(instance, to - 13, to - 12));
        happenings.add(new Happening.Synced(instance, to - 10, to - 9));
        happenings.add(new Happening.Synced(instance, to - 1, to));
    }
}
