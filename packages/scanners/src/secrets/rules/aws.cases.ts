import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'aws-access-key-id': {
    bad: ['AWS_ACCESS_KEY_ID=AKIA{A-Z2-7*16}', 'value = "ASIA{A-Z2-7*16}"'],
    ok: ['AWS_ACCESS_KEY_ID=AKIA{A-Z2-7*8}', 'AKIA{X*16}', 'AKIAIOSFODNN7{E*1}XAMPLE', 'TODAYINASIAASACKOFRICE'],
  },
  'aws-secret-access-key': {
    bad: ['aws_secret: "{base64*38}"', 'AWS_SECRET={base64*38}'],
    ok: ['colour: "{base64*38}"', 'aws_secret: "{base64*19}"'],
  },
  'aws-session-token': {
    bad: ['aws_session_token: "FQo{base64*100}"', 'AWS_SESSION_TOKEN=FQo{base64*100}'],
    ok: ['colour: "FQo{base64*100}"', 'aws_session_token: "FQo{base64*50}"'],
  },
  'aws-mws-auth-token': {
    bad: ['value = "amzn.mws.{uuid}"'],
    ok: ['value = "amzn.mws.{hex*8}-{hex*4}"'],
  },
  'aws-bedrock-api-key': {
    bad: ['value = "ABSKQmVkcm9ja0FQSUtleS{base64*80}"'],
    ok: ['value = "ABSKQmVkcm9ja0FQSUtleS{base64*40}"'],
  },
  'aws-bedrock-session-key': {
    bad: ['key = "bedrock-api-key-{Y*1}mVkcm9jay5hbWF6b25hd3MuY29t{base64*200}"'],
    ok: ['key = "bedrock-api-key-"', 'bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29x'],
  },
  'aws-appsync-api-key': {
    bad: ['value = "da2-{lower*26}"'],
    ok: ['value = "da2-{lower*13}"'],
  },
  'aws-cognito-client-secret': {
    bad: ['cognito_client_secret: "{lower*43}"', 'COGNITO_CLIENT_SECRET={lower*43}'],
    ok: ['colour: "{lower*43}"', 'cognito_client_secret: "{lower*21}"'],
  },
  'aws-ses-smtp-password': {
    bad: ['ses_smtp_password: "B{A-P*1}{base64*42}"', 'SES_SMTP_PASSWORD=B{A-P*1}{base64*42}'],
    ok: ['colour: "B{A-P*1}{base64*42}"', 'ses_smtp_password: "B{A-P*1}{base64*21}"'],
  },
};
