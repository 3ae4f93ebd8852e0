package dev.sluice.ops.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** AWS's own words, as CloudFormation's events have them. */
class RemedyTest {
    private static Happening failed(String type, String reason) {
        return new Happening("e1", "Thing", "", type, "CREATE_FAILED", reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    AWS::S3::Bucket | The requested bucket name is not available. The bucket namespace is shared by all users of the system. | names are the world's
                    AWS::DynamoDB::Table | Resource of type 'AWS::DynamoDB::Table' with identifier 'rows' already exists. | run deploy again: it takes it over
                    AWS::IAM::Role | User: arn:aws:iam::1:user/x is not authorized to perform: iam:CreateRole on resource: y | lack the permission iam:CreateRole
                    AWS::EC2::VPC | The maximum number of VPCs has been reached. (Service: Ec2, Status Code: 400) | Amazon VPC
                    AWS::Lambda::Function | Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist. | uploads what is missing
                    AWS::S3::Bucket | Unable to validate the following destination configurations | up to a minute
                    AWS::DynamoDB::Table | Cannot perform more than one GSI creation or deletion in a single update | one index at a time
                    AWS::AutoScaling::AutoScalingGroup | Your requested instance type (g6f.large) is not supported in your requested Availability Zone | other instance types or zones
                    AWS::EC2::Subnet | The subnet has dependencies and cannot be deleted. | Something outside the stack
                    AWS::S3::Bucket | The bucket you tried to delete is not empty | destroy --delete-data
                    AWS::SQS::Queue | Rate exceeded | too many calls
                    AWS::SNS::Topic | The security token included in the request is expired | Renew them
                    AWS::Lambda::EventSourceMapping | Resource handler returned message: "Resource did not stabilize" | Run the same again
                    """)
    void whatAwsSaysIsFollowedByWhatToDo(String type, String reason, String remedy) {
        assertThat(Remedy.sentence(failed(type, reason)))
                .startsWith(Kind.of(type).one() + " Thing: ")
                .contains(reason)
                .contains(remedy);
    }

    @Test
    void whatNobodyKnowsIsTheirsAlone() {
        assertThat(Remedy.sentence(failed("AWS::SQS::Queue", "Odd\n  thing")))
                .isEqualTo("queue Thing: Odd thing.");
        assertThat(Remedy.sentence(failed("AWS::SQS::Queue", "")))
                .isEqualTo("queue Thing: AWS gives no reason.");
    }

    @Test
    void onlyTheLastOperationCountsAndInItWhatDidNotFollowFromAnother() {
        Happening old = failed("AWS::SQS::Queue", "of last week");
        Happening begun = stack("UPDATE_IN_PROGRESS");
        Happening cause = failed("AWS::S3::Bucket", "taken");
        Happening follows = failed("AWS::SNS::Topic", "Resource creation cancelled");
        Happening undoing = stack("UPDATE_ROLLBACK_IN_PROGRESS");

        List<Happening> last =
                Happening.lastOperation(List.of(undoing, follows, cause, begun, old));

        assertThat(last).containsExactly(begun, cause, follows, undoing);
        assertThat(Happening.causes(last)).containsExactly(cause);
    }

    private static Happening stack(String status) {
        return new Happening("e2", "flakes", "id", Happening.STACK, status, "");
    }
}
