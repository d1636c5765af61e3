/**
 * What a corpus' rule is called by our own rules. A rule that is not listed has the same id here as there.
 * A corpus rule may stand for several of our kinds where we tell apart what it doesn't (live and test keys, old and new forms).
 */
const ALIASES: { readonly [corpusRule: string]: readonly string[] } = {
  '1password-secret-key': ['onepassword-secret-key'],
  '1password-service-account-token': ['onepassword-service-account-token'],
  'aiven-auth-token': ['aiven-auth-token', 'aiven-authorization-header'],
  'airtable-personnal-access-token': ['airtable-personal-access-token'],
  'alibaba-secret-key': ['alibaba-access-key-secret'],
  'atlassian-api-token': ['atlassian-api-token', 'atlassian-cloud-token'],
  'aws-access-token': ['aws-access-key-id'],
  'aws-amazon-bedrock-api-key-short-lived': ['aws-bedrock-session-key'],
  'bittrex-secret-key': ['bittrex-access-key'],
  'box-api-access-token': ['box-developer-token'],
  'configcat-sdk-key-extended': ['configcat-sdk-key'],
  'crates-io-api-key': ['crates-io-api-token'],
  // Two of its headers carry tokens that we call by their own names.
  'curl-auth-header': ['curl-auth-header', 'openai-api-key', 'openshift-user-token'],
  'digitalocean-pat': ['digitalocean-personal-access-token'],
  'dockerhub-organization-access-token': ['docker-hub-organization-access-token'],
  'gcp-gemini-api': ['gcp-gemini-api-key'],
  'gcp-service-account': ['gcp-service-account-key'],
  // One of the two tokens in the corpus is a Clojars token, which we call by its own name.
  'generic-api-key': ['generic-api-key', 'generic-password', 'clojars-api-token'],
  'github-fine-grained-pat': ['github-fine-grained-token'],
  'github-oauth': ['github-oauth-token'],
  'github-pat': ['github-personal-access-token'],
  'gitlab-cicd-job-token': ['gitlab-job-token'],
  'gitlab-feature-flag-client-token': ['gitlab-feature-flag-token'],
  'gitlab-kubernetes-agent-token': ['gitlab-agent-token'],
  'gitlab-pat': ['gitlab-personal-access-token'],
  'gitlab-pat-routable': ['gitlab-routable-token'],
  'gitlab-ptt': ['gitlab-pipeline-trigger-token'],
  'gitlab-rrt': ['gitlab-runner-registration-token'],
  'gitlab-runner-authentication-token': ['gitlab-runner-token'],
  'gitlab-runner-authentication-token-routable': ['gitlab-runner-token-routable'],
  'hashicorp-tf-api-token': ['terraform-cloud-token'],
  'hashicorp-tf-password': ['terraform-password'],
  'ibm-cloud-user-api-key': ['ibm-cloud-api-key'],
  jwt: ['jwt', 'supabase-service-role-jwt'],
  'kubernetes-secret-yaml': ['kubernetes-secret-yaml', 'kubernetes-secret-yaml-data-first'],
  'langchain-langsmith-personal-access-token': ['langsmith-personal-access-token'],
  'langchain-langsmith-service-key': ['langsmith-service-key'],
  'lob-pub-api-key': ['lob-publishable-key'],
  'mercury-production-api-token': ['mercury-api-token'],
  'midtrans-production-server-client-key': ['midtrans-key'],
  'paddle-live-api-key': ['paddle-api-key'],
  'pinecone-api-key': ['pinecone-api-key', 'pinecone-legacy-api-key'],
  'pulumi-api-token': ['pulumi-access-token'],
  'rainforest-pay-production-api-key': ['rainforest-pay-api-key'],
  'sourcegraph-access-token': ['sourcegraph-access-token', 'sourcegraph-legacy-token'],
  'stripe-access-token': ['stripe-access-token', 'stripe-test-key'],
  'telnyx-api-v2-key': ['telnyx-api-key'],
  'vault-service-token': ['vault-service-token', 'vault-legacy-service-token'],
  'wakatime-api-key': ['wakatime-api-key', 'wakatime-api-key-v1'],
};

/** Our rules for a corpus' rule. A suffix like `.1` only makes ids unique there. */
export function kindsOf(corpusRule: string): readonly string[] {
  const name = corpusRule.replace(/\.\d+$/, '');
  return ALIASES[name] ?? [name];
}
