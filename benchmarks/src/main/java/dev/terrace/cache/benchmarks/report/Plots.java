package dev.terrace.cache.benchmarks.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures as SVG, on a white ground of their own, so that they can be read on a dark page too. */
final class Plots implements Pictures {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 480;
    private static final int MOST_SERIES = 6;
    private static final Pattern LONG_NUMBER = Pattern.compile("-?[0-9]+\\.[0-9]{2,}");

    private final Path directory;

    /** @param directory made if it is not there */
    Plots(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    @Override
    public List<String> suite(String suite, SortedMap<Case, SortedMap<String, Score>> cases) throws IOException {
        Map<String, SortedMap<Case, SortedMap<String, Score>>> byMeaning = new LinkedHashMap<>();
        cases.forEach((what, scores) -> {
            if (!scores.containsKey("")) {
                byMeaning
                        .computeIfAbsent(what.mode() + " " + what.meaning(), any -> new TreeMap<>())
                        .put(what, scores);
            }
        });
        List<String> names = new ArrayList<>();
        for (var picture : byMeaning.values()) {
            Case first = picture.firstKey();
            String name = "%s-%s.svg".formatted(suite, first.mode());
            String part = picture.size() > MOST_SERIES
                    ? " (the first %d of %d cases)".formatted(MOST_SERIES, picture.size())
                    : "";
            bars(suite + ": " + first.meaning() + part, picture, name);
            names.add(name);
        }
        return names;
    }

    private void bars(String title, SortedMap<Case, SortedMap<String, Score>> cases, String name) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .build();
        style(chart);
        chart.getStyler().setXAxisLabelRotation(45);
        TreeSet<String> contestants = new TreeSet<>(Contestants::compare);
        cases.values().forEach(scores -> contestants.addAll(scores.keySet()));
        cases.entrySet().stream().limit(MOST_SERIES).forEach(one -> {
            List<Double> values = new ArrayList<>();
            for (String contestant : contestants) {
                Score score = one.getValue().get(contestant);
                values.add(score == null ? null : score.value());
            }
            chart.addSeries(one.getKey().title(), new ArrayList<>(contestants), values);
        });
        save(chart, name);
    }

    @Override
    public List<String> seconds(String scenario, List<String> lines) throws IOException {
        if (lines.size() < 3 || !lines.get(0).startsWith("second,instance,operations,near,remote")) {
            return List.of();
        }
        SortedMap<Double, double[]> sums = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            double[] sum = sums.computeIfAbsent(Double.valueOf(cells[0]), any -> new double[3]);
            sum[0] += Double.parseDouble(cells[2]);
            sum[1] += Double.parseDouble(cells[4]);
            sum[2] += Double.parseDouble(cells[5]);
        }
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Several instances, " + scenario + ": per second")
                .xAxisTitle("second")
                .build();
        style(chart);
        String[] names = {"operations", "served by Redis", "loaded"};
        for (int i = 0; i < names.length; i++) {
            int column = i;
            chart.addSeries(
                            names[i],
                            new ArrayList<>(sums.keySet()),
                            sums.values().stream().map(sum -> sum[column]).toList())
                    .setMarker(SeriesMarkers.NONE);
        }
        String name = "cluster-%s.svg".formatted(scenario);
        save(chart, name);
        return List.of(name);
    }

    private static void style(Chart<?, ?> chart) {
        AxesChartStyler styler = (AxesChartStyler) chart.getStyler();
        // Each dash would be a path of its own.
        styler.setPlotGridLinesStroke(new BasicStroke(0.5f));
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setChartFontColor(Color.BLACK);
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendBackgroundColor(Color.WHITE);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setPlotBorderColor(Color.LIGHT_GRAY);
    }

    private void save(Chart<?, ?> chart, String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
        String svg = bytes.toString(StandardCharsets.UTF_8);
        Files.writeString(directory.resolve(name), LONG_NUMBER.matcher(svg).replaceAll(Plots::rounded));
    }

    /** A tenth of a pixel is not seen; more digits only take room. */
    private static String rounded(MatchResult number) {
        return String.format(Locale.ROOT, "%.1f", Double.parseDouble(number.group()));
    }
}
