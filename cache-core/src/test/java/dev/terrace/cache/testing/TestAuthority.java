package dev.terrace.cache.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** Issues certificates, in a moment: keytool would take seconds for each. X.509 version 3 with elliptic curves, by RFC 5280. */
public final class TestAuthority {

    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final char[] PASSWORD = "test".toCharArray();
    private static final AtomicLong SERIALS = new AtomicLong(1);

    private final KeyPair keys = newKeys();
    private final String name = "authority " + SERIALS.getAndIncrement();
    private final Certificate certificate = certificate(keys, name, new byte[0], Duration.ofDays(1));

    /**
     * A certificate with its key.
     *
     * @param certificate the certificate
     * @param key its key
     */
    public record Issued(Certificate certificate, PrivateKey key) {

        /** Writes both for a server, as {@code name.crt} and {@code name.key}. */
        public void writeTo(Path directory, String name) {
            try {
                Files.writeString(directory.resolve(name + ".crt"), pem("CERTIFICATE", certificate.getEncoded()));
                Files.writeString(directory.resolve(name + ".key"), pem("PRIVATE KEY", key.getEncoded()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** For a client that is this. */
        public KeyManagerFactory keyManagers() {
            try {
                KeyStore store = emptyStore();
                store.setKeyEntry("key", key, PASSWORD, new Certificate[] {certificate});
                KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                factory.init(store, PASSWORD);
                return factory;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** For a client that trusts whom this has issued a certificate. */
    public TrustManagerFactory trustManagers() {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry("authority", certificate);
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority itself. */
    public Issued itself() {
        return new Issued(certificate, keys.getPrivate());
    }

    /** For a host, by its address, for so long from yesterday on: a life of less than a day is over. */
    public Issued issue(String address, Duration life) {
        try {
            byte[] alternative = der(0x87, InetAddress.getByName(address).getAddress());
            KeyPair own = newKeys();
            return new Issued(certificate(own, address, alternative, life.minusDays(1)), own.getPrivate());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind);
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- the certificate, which is DER

    /** @param alternative the subject's other name; empty for the authority itself */
    private Certificate certificate(KeyPair of, String subject, byte[] alternative, Duration fromNow) {
        Instant now = Instant.now();
        // SHA-256 with ECDSA, 1.2.840.10045.4.3.2
        byte[] algorithm = sequence(der(0x06, new byte[] {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2}));
        byte[] content = sequence(
                der(0xa0, der(0x02, new byte[] {2})),
                der(0x02, BigInteger.valueOf(SERIALS.getAndIncrement()).toByteArray()),
                algorithm,
                name(name),
                sequence(time(now.minus(Duration.ofDays(1))), time(now.plus(fromNow))),
                name(subject),
                of.getPublic().getEncoded(),
                der(0xa3, sequence(alternative.length == 0 ? isAuthority() : isAlso(alternative))));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            byte[] bits = joined(new byte[] {0}, signature.sign());
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(sequence(content, algorithm, der(0x03, bits))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] name(String common) {
        byte[] text = der(0x0c, common.getBytes(StandardCharsets.UTF_8));
        return sequence(der(0x31, sequence(der(0x06, new byte[] {0x55, 4, 3}), text)));
    }

    private static byte[] time(Instant time) {
        return der(0x17, UTC_TIME.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    /** Basic constraints, critical. */
    private static byte[] isAuthority() {
        byte[] yes = der(0x01, new byte[] {(byte) 0xff});
        return sequence(der(0x06, new byte[] {0x55, 0x1d, 19}), yes, der(0x04, sequence(yes)));
    }

    private static byte[] isAlso(byte[] name) {
        return sequence(der(0x06, new byte[] {0x55, 0x1d, 17}), der(0x04, sequence(name)));
    }

    private static byte[] sequence(byte[]... parts) {
        return der(0x30, joined(parts));
    }

    private static byte[] der(int tag, byte[] content) {
        int length = content.length;
        // As short as possible: the JDK writes it anew before it checks a signature.
        byte[] head = length < 128
                ? new byte[] {(byte) tag, (byte) length}
                : length < 256
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        return joined(head, content);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
