import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'azure-ad-client-secret': {
    bad: ['value = "{A-Za-z0-9_~.*3}{digit*1}Q~{A-Za-z0-9_~.-*31}"'],
    ok: ['value = "{A-Za-z0-9_~.*3}{digit*1}Q~{A-Za-z0-9_~.-*15}"'],
  },
  'azure-storage-account-key': {
    bad: ['account_key: "{base64*86}=="', 'ACCOUNT_KEY={base64*86}=='],
    ok: ['colour: "{base64*86}=="', 'account_key: "{base64*43}=="'],
  },
  'azure-sas-token': {
    bad: ['value = "sv=20{digit*1}{digit*1}-{digit*1}{digit*1}-{digit*1}{digit*1}&{lower*1}&sig={A-Za-z0-9%*43}%3d"'],
    ok: ['value = "sv=20{digit*1}{digit*1}-{digit*1}{digit*1}-{digit*1}{digit*1}&{lower*1}&sig={A-Za-z0-9%*21}%3d"'],
  },
  'azure-app-configuration-connection-string': {
    bad: ['value = "Endpoint=https://{web*1}.azconfig.io;Id={lower*4};Secret={base64*36}"'],
    ok: ['value = "Endpoint=https://{web*1}.azconfig.io;Id={lower*4};Secret={base64*18}"'],
  },
  'azure-servicebus-connection-string': {
    bad: [
      'value = "Endpoint=sb://{A-Za-z0-9_.-*1}.servicebus.windows.net;SharedAccessKeyName={lower*1};SharedAccessKey={base64*40}"',
    ],
    ok: [
      'value = "Endpoint=sb://{A-Za-z0-9_.-*1}.servicebus.windows.net;SharedAccessKeyName={lower*1};SharedAccessKey={base64*20}"',
    ],
  },
  'azure-iot-hub-connection-string': {
    bad: ['value = "HostName={web*1}.azure-devices.net;SharedAccessKeyName={lower*1};SharedAccessKey={base64*40}"'],
    ok: ['value = "HostName={web*1}.azure-devices.net;SharedAccessKeyName={lower*1};SharedAccessKey={base64*20}"'],
  },
  'azure-cosmos-db-key': {
    bad: ['value = ".documents.azure.comAccountKey={base64*86}=="'],
    ok: ['value = ".documents.azure.comAccountKey={base64*43}=="'],
  },
  'azure-sql-connection-string': {
    bad: ['value = ".database.windows.net;password={lower*6}"'],
    ok: ['value = ".database.windows.net;password={lower*3}"'],
  },
  'azure-openai-api-key': {
    bad: ['azure_openai_api_key: "{hex*32}"', 'AZURE_OPENAI_API_KEY={hex*32}'],
    ok: ['colour: "{hex*32}"', 'azure_openai_api_key: "{hex*16}"'],
  },
  'azure-ai-resource-key': {
    bad: ['value = "{alnum*26}{alnum*26}JQQJ99{alnum*26}"'],
    ok: ['value = "{alnum*26}{alnum*26}JQQJ99{alnum*13}"'],
  },
  'azure-devops-personal-access-token': {
    bad: ['value = "{alnum*38}{alnum*38}AZDO{alnum*4}"'],
    ok: ['value = "{alnum*38}{alnum*19}AZDO{alnum*4}"'],
  },
  'azure-devops-legacy-token': {
    bad: ['azure_devops: "{a-z2-7*52}"', 'AZURE_DEVOPS={a-z2-7*52}'],
    ok: ['colour: "{a-z2-7*52}"', 'azure_devops: "{a-z2-7*26}"'],
  },
  'azure-tenant-id': {
    bad: ['azure_tenant_id: "{uuid}"', 'AZURE_TENANT_ID={uuid}'],
    ok: ['colour: "{uuid}"', 'azure_tenant_id: "{hex*8}-{hex*4}"'],
  },
  'azure-client-id': {
    bad: ['azure_client_id: "{uuid}"', 'AZURE_CLIENT_ID={uuid}'],
    ok: ['colour: "{uuid}"', 'azure_client_id: "{hex*8}-{hex*4}"'],
  },
  'azure-function-key': {
    bad: ['value = ".azurewebsites.net/api/{lower*1}?code={A-Za-z0-9_/+%-*40}"'],
    ok: ['value = ".azurewebsites.net/api/{lower*1}?code={A-Za-z0-9_/+%-*20}"'],
  },
  'azure-container-registry-password': {
    bad: ['value = "{base64*42}+ACR{A-D*1}{base64*5}"'],
    ok: ['value = "{base64*21}+ACR{A-D*1}{base64*5}"'],
  },
  'azure-search-admin-key': {
    bad: ['value = "{alnum*42}AzSe{A-D*1}{alnum*5}"'],
    ok: ['value = "{alnum*21}AzSe{A-D*1}{alnum*5}"'],
  },
  'azure-batch-key': {
    bad: ['value = "{base64*38}{base64*38}+ABat{base64*5}"'],
    ok: ['value = "{base64*38}{base64*19}+ABat{base64*5}"'],
  },
  'microsoft-teams-webhook': {
    bad: ['value = ".webhook.office.com/webhookb2/{web*30}@{web*30}/IncomingWebhook/{web*20}/{web*30}"'],
    ok: ['value = ".webhook.office.com/webhookb2/{web*30}@{web*30}/IncomingWebhook/{web*20}/{web*15}"'],
  },
  'power-automate-webhook': {
    bad: ['value = ".logic.azure.com/workflows/{hex*32}/triggers/{lower*1}sig={web*30}"'],
    ok: ['value = ".logic.azure.com/workflows/{hex*16}/triggers/{lower*1}sig={web*30}"'],
  },
};
