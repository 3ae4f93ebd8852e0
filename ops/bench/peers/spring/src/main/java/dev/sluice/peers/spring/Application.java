package dev.sluice.peers.spring;

import ai.onnxruntime.OrtException;

import io.awspring.cloud.autoconfigure.s3.S3ClientCustomizer;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;

import java.io.IOException;
import java.nio.file.Path;

/** The rival: Spring Boot, an {@code @SqsListener}, and a model beside it. */
@SpringBootApplication
class Application {
    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @Bean
    Classifier classifier(@Value("${MODEL_DIR}") Path folder, @Value("${PROCESSES}") int cores)
            throws IOException, OrtException {
        return new Classifier(folder, cores);
    }

    @Bean
    S3ClientCustomizer noChecksums() {
        return s3 ->
                s3.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    }
}
