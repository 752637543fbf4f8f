package dev.terrace.guide;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;

// snippet: service
@Service
public class Books {

    public record Book(long isbn, String title) {}

    static final Map<Long, String> DATABASE = new ConcurrentHashMap<>(Map.of(1L, "Walden"));

    @Cacheable("books")
    public Book find(long isbn) throws InterruptedException {
        Thread.sleep(500); // a slow query
        return new Book(isbn, DATABASE.get(isbn));
    }

    @CacheEvict(cacheNames = "books", key = "#isbn")
    public void rename(long isbn, String title) {
        DATABASE.put(isbn, title);
    }
}
// end
