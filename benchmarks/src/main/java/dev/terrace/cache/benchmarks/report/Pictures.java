package dev.terrace.cache.benchmarks.report;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;

/** Draws what a page shows. */
interface Pictures {

    /** The pictures of a suite, one for each mode and unit; their names. */
    List<String> suite(String suite, SortedMap<Case, SortedMap<String, Score>> cases) throws IOException;

    /** Operations of all instances, and who served them, second by second; no name if the lines are none of that. */
    List<String> seconds(String scenario, List<String> lines) throws IOException;
}
