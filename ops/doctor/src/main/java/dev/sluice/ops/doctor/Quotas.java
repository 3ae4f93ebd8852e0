package dev.sluice.ops.doctor;

import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.doctor.Finding.Unchecked;

import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.servicequotas.model.NoSuchResourceException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether this account may start GPU instances: new accounts have a quota of 0.
 *
 * @param wanted {@code ENABLE_GPU}
 */
record Quotas(Optional<ServiceQuotasClient> quotas, boolean wanted) implements Check {
    private static final String SERVICE = "ec2";

    /** vCPUs of the smallest instances with a whole GPU: g4dn.xlarge, g5.xlarge, g6.xlarge. */
    private static final double LEAST = 4;

    /** "Running On-Demand G and VT instances", "All G and VT Spot Instance Requests". */
    private enum Quota {
        ON_DEMAND("L-DB2E81BA", "on demand"),
        SPOT("L-3819A6DF", "spot");

        private final String code;
        private final String said;

        Quota(String code, String said) {
            this.code = code;
            this.said = said;
        }
    }

    @Override
    public String about() {
        return "quotas";
    }

    @Override
    public List<Finding> look() {
        if (!wanted) {
            return List.of(
                    new Unchecked(about(), "ENABLE_GPU is false, so no G instance is wanted"));
        }
        if (quotas.isEmpty()) {
            return List.of(
                    new Unchecked(about(), "AWS_ENDPOINT_URL_SERVICE_QUOTAS names no endpoint"));
        }
        List<Finding> findings = new ArrayList<>();
        for (Quota quota : Quota.values()) {
            double cores = value(quotas.get(), quota.code);
            String about = "quota of G instances, " + quota.said;
            findings.add(
                    cores >= LEAST
                            ? new Good(about, "%.0f vCPUs".formatted(cores))
                            : new Fault(
                                    about,
                                    "%.0f vCPUs, and the smallest takes %.0f"
                                            .formatted(cores, LEAST),
                                    "aws service-quotas request-service-quota-increase --service-code %s --quota-code %s --desired-value 32"
                                            .formatted(SERVICE, quota.code)));
        }
        return findings;
    }

    /** The account's own, or AWS's where nobody ever asked for another. */
    private static double value(ServiceQuotasClient quotas, String code) {
        try {
            return quotas.getServiceQuota(get -> get.serviceCode(SERVICE).quotaCode(code))
                    .quota()
                    .value();
        } catch (NoSuchResourceException e) {
            return quotas.getAWSDefaultServiceQuota(get -> get.serviceCode(SERVICE).quotaCode(code))
                    .quota()
                    .value();
        }
    }
}
