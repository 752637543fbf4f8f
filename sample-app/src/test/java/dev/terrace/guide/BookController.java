package dev.terrace.guide;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

// snippet: controller
@RestController
class BookController {

    private final Books books;

    BookController(Books books) {
        this.books = books;
    }

    @GetMapping("/books/{isbn}")
    Books.Book find(@PathVariable long isbn) throws InterruptedException {
        return books.find(isbn);
    }

    @PutMapping("/books/{isbn}/title")
    void rename(@PathVariable long isbn, @RequestBody String title) {
        books.rename(isbn, title);
    }
}
// end
