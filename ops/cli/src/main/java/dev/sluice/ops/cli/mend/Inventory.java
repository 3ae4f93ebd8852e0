package dev.sluice.ops.cli.mend;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;

import dev.sluice.dispatcher.backfill.Listed;
import dev.sluice.dispatcher.backfill.Listing;
import dev.sluice.ops.cli.mend.InventoryManifest.Columns;
import dev.sluice.shared.config.StartFailure;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/**
 * An S3 Inventory in CSV, which is a day old: what it lists may be gone or replaced, so the bucket
 * is asked before anything is done. A position is the number of a file and of a line in it.
 */
final class Inventory implements Listing {
    private static final int PAGE = 100;
    private static final int NOT_FOUND = 404;

    private final String name;
    private final String prefix;
    private final String bucket;
    private final S3Client s3;
    private final InventoryFiles files;
    private final InventoryManifest manifest;

    private Inventory(String name, String prefix, String bucket, S3Client s3, InventoryFiles files)
            throws IOException {
        this.name = name;
        this.prefix = prefix;
        this.bucket = bucket;
        this.s3 = s3;
        this.files = files;
        this.manifest = InventoryManifest.read(files.manifest(), name, bucket);
    }

    /**
     * Reads the manifest.
     *
     * @param where a file, or {@code s3://bucket/key}
     * @param prefix of keys that are wanted; others are left out
     * @param bucket of uploads
     * @throws StartFailure if it cannot be used
     */
    static Inventory open(String where, String prefix, String bucket, S3Client s3) {
        try {
            return new Inventory(where, prefix, bucket, s3, InventoryFiles.at(where, s3));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + where, e);
        }
    }

    @Override
    public Stream<Page> after(String position) {
        String[] at = (position.isEmpty() ? "0:0" : position).split(":", 2);
        Pages pages = new Pages(Integer.parseInt(at[0]), Long.parseLong(at[1]));
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(pages, Spliterator.ORDERED), false)
                .onClose(pages::close);
    }

    /** One file after the other: a stream of streams would hold a file in memory. */
    private final class Pages implements Iterator<Page>, AutoCloseable {
        private Optional<Lines> lines = Optional.empty();
        private int next;
        private long skip;

        Pages(int first, long skip) {
            this.next = first;
            this.skip = skip;
        }

        @Override
        public boolean hasNext() {
            while (!lines.map(Lines::hasNext).orElse(false)) {
                close();
                if (next == manifest.files().size()) {
                    return false;
                }
                Lines opened = new Lines(next++);
                lines = Optional.of(opened);
                opened.skip(skip);
                skip = 0;
            }
            return true;
        }

        @Override
        public Page next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all files are read");
            }
            return lines.orElseThrow().next();
        }

        @Override
        public void close() {
            lines.ifPresent(Lines::close);
            lines = Optional.empty();
        }
    }

    /** One file's lines, some at a time. */
    private final class Lines implements AutoCloseable {
        private final int file;
        private final MappingIterator<String[]> lines;
        private final String key;
        private long read;

        Lines(int file) {
            this.file = file;
            this.key = manifest.files().get(file).key();
            try {
                lines =
                        new CsvMapper()
                                .readerFor(String[].class)
                                .with(CsvParser.Feature.WRAP_AS_ARRAY)
                                .readValues(
                                        new GZIPInputStream(
                                                new BufferedInputStream(files.open(key))));
            } catch (IOException e) {
                throw broken(e);
            }
        }

        void skip(long count) {
            for (long i = 0; i < count && hasNext(); i++) {
                line();
            }
        }

        boolean hasNext() {
            try {
                return lines.hasNextValue();
            } catch (IOException e) {
                throw broken(e);
            }
        }

        private String[] line() {
            try {
                read++;
                return lines.nextValue();
            } catch (IOException e) {
                throw broken(e);
            }
        }

        Page next() {
            List<Listed> objects = new ArrayList<>();
            for (int i = 0; i < PAGE && hasNext(); i++) {
                listed(line()).ifPresent(objects::add);
            }
            return new Page(objects, file + ":" + read);
        }

        private Optional<Listed> listed(String[] line) {
            Columns columns = manifest.columns();
            if (says(line, columns.latest(), "false") || says(line, columns.deleted(), "true")) {
                return Optional.empty();
            }
            try {
                Listed object =
                        new Listed(
                                URLDecoder.decode(line[columns.key()], StandardCharsets.UTF_8),
                                line[columns.eTag()].replace("\"", ""),
                                Long.parseLong(line[columns.size()]),
                                Instant.parse(line[columns.modified()]));
                return object.key().startsWith(prefix) ? Optional.of(object) : Optional.empty();
            } catch (RuntimeException e) {
                throw new StartFailure(
                        "%s, line %d, is not what the manifest says: %s"
                                .formatted(key, read, Arrays.toString(line)),
                        e);
            }
        }

        private static boolean says(String[] line, int column, String text) {
            return column >= 0 && column < line.length && line[column].equals(text);
        }

        private StartFailure broken(IOException e) {
            return new StartFailure(
                    "%s cannot be read behind line %d: %s".formatted(key, read, e.getMessage()), e);
        }

        @Override
        public void close() {
            try {
                lines.close();
            } catch (IOException e) {
                throw broken(e);
            }
        }
    }

    @Override
    public Optional<Listed> asItIs(Listed object) {
        try {
            HeadObjectResponse head = s3.headObject(ask -> ask.bucket(bucket).key(object.key()));
            return Optional.of(
                    new Listed(
                            object.key(),
                            head.eTag().replace("\"", ""),
                            head.contentLength(),
                            head.lastModified()));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }
}
