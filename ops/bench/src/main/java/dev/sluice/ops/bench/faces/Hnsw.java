package dev.sluice.ops.bench.faces;

import dev.sluice.ops.bench.faces.Searches.Found;

import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.FSDirectory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The other design: Lucene's graph, full precision, one segment. */
final class Hnsw implements AutoCloseable {
    /** Candidates of a search; with 10 alone recall is 0.97 at a tenth of a million. */
    private static final int CANDIDATES = 100;

    private static final String NAME = "name";

    private final FSDirectory directory;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;

    Hnsw(Path folder, Crowd crowd) throws IOException {
        directory = FSDirectory.open(folder);
        IndexWriterConfig config = new IndexWriterConfig();
        config.setRAMBufferSizeMB(256);
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (int person = 0; person < crowd.people(); person++) {
                for (int picture = 0; picture < crowd.pictures(); picture++) {
                    Document document = new Document();
                    document.add(new StoredField(NAME, Crowd.name(person, picture)));
                    document.add(
                            new KnnFloatVectorField(
                                    "vector",
                                    crowd.vector(person, picture),
                                    VectorSimilarityFunction.DOT_PRODUCT));
                    writer.addDocument(document);
                }
            }
            writer.forceMerge(1);
        }
        reader = DirectoryReader.open(directory);
        searcher = new IndexSearcher(reader);
    }

    List<Found> nearest(float[] asked, int most) throws IOException {
        KnnFloatVectorQuery query = new KnnFloatVectorQuery("vector", asked, CANDIDATES);
        List<Found> found = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query, most).scoreDocs) {
            String name = searcher.storedFields().document(hit.doc).get(NAME);
            found.add(new Found(name, 2 * hit.score - 1)); // its score is (1 + cosine) / 2
        }
        return found;
    }

    long bytes() throws IOException {
        long bytes = 0;
        for (String file : directory.listAll()) {
            bytes += directory.fileLength(file);
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        reader.close();
        directory.close();
    }
}
