import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'notion-api-token': {
    bad: ['value = "ntn_{digit*11}{alnum*35}"'],
    ok: ['value = "ntn_{digit*11}{alnum*17}"'],
  },
  'notion-legacy-token': {
    bad: ['value = "secret_{alnum*43}"'],
    ok: ['value = "secret_{alnum*21}"'],
  },
  'nytimes-access-token': {
    bad: ['nytimes: "{A-Za-z0-9=_-*32}"', 'NYTIMES={A-Za-z0-9=_-*32}'],
    ok: ['colour: "{A-Za-z0-9=_-*32}"', 'nytimes: "{A-Za-z0-9=_-*16}"'],
  },
  'postman-api-token': {
    bad: ['value = "PMAK-{hex*24}-{hex*34}"'],
    ok: ['value = "PMAK-{hex*24}-{hex*17}"'],
  },
  'rapidapi-access-token': {
    bad: ['rapid_api: "{web*50}"', 'RAPID_API={web*50}'],
    ok: ['colour: "{web*50}"', 'rapid_api: "{web*25}"'],
  },
  'readme-api-token': {
    bad: ['value = "rdme_{lower*70}"'],
    ok: ['value = "rdme_{lower*35}"'],
  },
  'salesforce-instance-url': {
    bad: [
      'salesforce: "https://{alnum*1}{A-Za-z0-9-*2}.my.salesforce.com"',
      'SALESFORCE=https://{alnum*1}{A-Za-z0-9-*2}.my.salesforce.com',
    ],
    ok: ['colour: "https://{alnum*1}{A-Za-z0-9-*2}.my.salesforce.com"'],
  },
  'salesforce-access-token': {
    bad: ['value = "00{alnum*13}!{A-Za-z0-9._*80}"'],
    ok: ['value = "00{alnum*13}!{A-Za-z0-9._*40}"'],
  },
  'salesforce-login-password': {
    bad: ['value = ".login({"\'*1}{lower*1}@{A-Za-z0-9_.-*3}{"\'*1},{"\'*1}{lower*8}{"\'*1}"'],
    ok: ['value = ".login({"\'*1}{lower*1}@{A-Za-z0-9_.-*3}{"\'*1},{"\'*1}{lower*4}{"\'*1}"'],
  },
  'tableau-server-host': {
    bad: ['TABLEAU_SERVER=https://prod-{a-z*2}-a.online.tableau.com'],
    ok: ['https://online.tableau.com', 'https://prod.online.tableau.com.acme.example'],
  },
  'tableau-personal-access-token': {
    bad: ['value = "{base64*22}==:{alnum*32}"'],
    ok: ['value = "{base64*22}==:{alnum*16}"'],
  },
  'trello-access-token': {
    bad: ['trello: "{A-Za-z0-9-*32}"', 'TRELLO={A-Za-z0-9-*32}'],
    ok: ['colour: "{A-Za-z0-9-*32}"', 'trello: "{A-Za-z0-9-*16}"'],
  },
  'trello-user-token': {
    bad: ['value = "ATTA{hex*64}{A-F0-9*8}"'],
    ok: ['value = "ATTA{hex*32}{A-F0-9*8}"'],
  },
  'typeform-api-token': {
    bad: ['value = "tfp_{A-Za-z0-9_.=-*59}"'],
    ok: ['value = "tfp_{A-Za-z0-9_.=-*29}"'],
  },
  'zendesk-secret-key': {
    bad: ['zendesk: "{alnum*40}"', 'ZENDESK={alnum*40}'],
    ok: ['colour: "{alnum*40}"', 'zendesk: "{alnum*20}"'],
  },
  'freshdesk-api-key': {
    bad: ['freshdesk: "{alnum*20}"', 'FRESHDESK={alnum*20}'],
    ok: ['colour: "{alnum*20}"', 'freshdesk: "{alnum*10}"'],
  },
  'monday-api-token': {
    bad: ['monday_api: "eyJ{web*10}.eyJ{web*10}.{web*20}"', 'MONDAY_API=eyJ{web*10}.eyJ{web*10}.{web*20}'],
    ok: ['colour: "eyJ{web*10}.eyJ{web*10}.{web*20}"', 'monday_api: "eyJ{web*10}.eyJ{web*10}.{web*10}"'],
  },
  'clickup-api-token': {
    bad: ['value = "pk_{digit*6}_{upper*32}"'],
    ok: ['value = "pk_{digit*6}_{upper*16}"'],
  },
  'todoist-api-token': {
    bad: ['todoist: "{hex*40}"', 'TODOIST={hex*40}'],
    ok: ['colour: "{hex*40}"', 'todoist: "{hex*20}"'],
  },
  'calendly-api-key': {
    bad: ['calendly: "eyJ{web*10}.eyJ{web*10}.{web*20}"', 'CALENDLY=eyJ{web*10}.eyJ{web*10}.{web*20}'],
    ok: ['colour: "eyJ{web*10}.eyJ{web*10}.{web*20}"', 'calendly: "eyJ{web*10}.eyJ{web*10}.{web*10}"'],
  },
  'docusign-secret': {
    bad: ['docusign: "{uuid}"', 'DOCUSIGN={uuid}'],
    ok: ['colour: "{uuid}"', 'docusign: "{hex*8}-{hex*4}"'],
  },
  'shortcut-api-token': {
    bad: ['shortcut_api_token: "{uuid}"', 'SHORTCUT_API_TOKEN={uuid}'],
    ok: ['colour: "{uuid}"', 'shortcut_api_token: "{hex*8}-{hex*4}"'],
  },
  'pipedrive-api-token': {
    bad: ['pipedrive: "{hex*40}"', 'PIPEDRIVE={hex*40}'],
    ok: ['colour: "{hex*40}"', 'pipedrive: "{hex*20}"'],
  },
  'retool-api-key': {
    bad: ['value = "retool_{alnum*26}"'],
    ok: ['value = "retool_{alnum*13}"'],
  },
  'settlemint-personal-access-token': {
    bad: ['value = "sm_pat_{alnum*16}"'],
    ok: ['value = "sm_pat_{alnum*8}"'],
  },
  'settlemint-application-access-token': {
    bad: ['value = "sm_aat_{alnum*16}"'],
    ok: ['value = "sm_aat_{alnum*8}"'],
  },
  'settlemint-service-access-token': {
    bad: ['value = "sm_sat_{alnum*16}"'],
    ok: ['value = "sm_sat_{alnum*8}"'],
  },
  'unkey-root-key': {
    bad: ['value = "unkey_{alnum*20}"'],
    ok: ['value = "unkey_{alnum*10}"'],
  },
  'zuplo-consumer-api-key': {
    bad: ['value = "zpka_{hex*32}_{hex*8}"'],
    ok: ['value = "zpka_{hex*16}_{hex*8}"'],
  },
  'yelp-api-key': {
    bad: ['yelp: "{web*128}"', 'YELP={web*128}'],
    ok: ['colour: "{web*128}"', 'yelp: "{web*64}"'],
  },
};
