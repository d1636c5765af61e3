import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'stripe-access-token': {
    bad: ['stripe.api_key = "sk_live_{alnum*24}"', 'rk_live_{alnum*99}'],
    ok: ['sk_live_{alnum*5}', 'sk_live_xxxxxxxxxxxxxxxxxxxx', 'task_live_{alnum*24}'],
  },
  'stripe-test-key': {
    bad: ['value = "sk_test_{alnum*10}"'],
    ok: ['value = "sk_test_{alnum*5}"'],
  },
  'stripe-webhook-secret': {
    bad: ['value = "whsec_{base64*24}"'],
    ok: ['value = "whsec_{base64*12}"'],
  },
  'square-access-token': {
    bad: ['value = "EAAA{web*22}"'],
    ok: ['value = "EAAA{web*11}"'],
  },
  'square-secret': {
    bad: ['value = "sq0csp-{lower*43}"'],
    ok: ['value = "sq0csp-{lower*21}"'],
  },
  'paypal-client-secret': {
    bad: ['paypal_client_secret: "{web*80}"', 'PAYPAL_CLIENT_SECRET={web*80}'],
    ok: ['colour: "{web*80}"', 'paypal_client_secret: "{web*40}"'],
  },
  'braintree-access-token': {
    bad: ['value = "access_token$production${lower*16}${hex*32}"'],
    ok: ['value = "access_token$production${lower*16}${hex*16}"'],
  },
  'braintree-private-key': {
    bad: ['braintree_private_key: "{hex*32}"', 'BRAINTREE_PRIVATE_KEY={hex*32}'],
    ok: ['colour: "{hex*32}"', 'braintree_private_key: "{hex*16}"'],
  },
  'adyen-api-key': {
    bad: ['value = "AQE{base64*60}-{base64*40}-{lower*10}"'],
    ok: ['value = "AQE{base64*30}-{base64*40}-{lower*10}"'],
  },
  'checkout-secret-key': {
    bad: ['value = "sk_{uuid}"'],
    ok: ['value = "sk_{hex*8}-{hex*4}"'],
  },
  'razorpay-key': {
    bad: ['value = "rzp_live_{alnum*14}"'],
    ok: ['value = "rzp_live_{alnum*7}"'],
  },
  'razorpay-secret': {
    bad: ['razorpay_secret: "{alnum*24}"', 'RAZORPAY_SECRET={alnum*24}'],
    ok: ['colour: "{alnum*24}"', 'razorpay_secret: "{alnum*12}"'],
  },
  'paystack-secret-key': {
    bad: ['value = "sk_live_{hex*40}"'],
    ok: ['value = "sk_live_{hex*20}"'],
  },
  'flutterwave-public-key': {
    bad: ['value = "FLWPUBK_TEST-{alnum*32}-X"'],
    ok: ['value = "FLWPUBK_TEST-{alnum*16}-X"'],
  },
  'flutterwave-secret-key': {
    bad: ['value = "FLWSECK_TEST-{alnum*32}-X"'],
    ok: ['value = "FLWSECK_TEST-{alnum*16}-X"'],
  },
  'flutterwave-encryption-key': {
    bad: ['value = "FLWSECK_TEST{hex*12}"'],
    ok: ['value = "FLWSECK_TEST{hex*6}"'],
  },
  'asaas-api-token': {
    bad: ['value = "$aact_prod_{alnum*20}"'],
    ok: ['value = "$aact_prod_{alnum*10}"'],
  },
  'midtrans-key': {
    bad: ['value = "Mid-server-{web*16}"'],
    ok: ['value = "Mid-server-{web*8}"'],
  },
  'paddle-api-key': {
    bad: ['value = "pdl_live_apikey_{lower*26}_{alnum*22}_{alnum*3}"'],
    ok: ['value = "pdl_live_apikey_{lower*13}_{alnum*22}_{alnum*3}"'],
  },
};
