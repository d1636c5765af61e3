import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'anthropic-api-key': {
    bad: ['value = "sk-ant-api03-{web*93}AA"'],
    ok: ['value = "sk-ant-api03-{web*46}AA"'],
  },
  'anthropic-admin-api-key': {
    bad: ['value = "sk-ant-admin01-{web*93}AA"'],
    ok: ['value = "sk-ant-admin01-{web*46}AA"'],
  },
  'anthropic-oauth-token': {
    bad: ['value = "sk-ant-oat01-{web*86}"'],
    ok: ['value = "sk-ant-oat01-{web*43}"'],
  },
  'openai-api-key': {
    bad: ['value = "sk-proj-{web*20}T3BlbkFJ{web*20}"'],
    ok: ['value = "sk-proj-{web*20}T3BlbkFJ{web*10}"'],
  },
  'openrouter-api-key': {
    bad: ['value = "sk-or-v1-{hex*64}"'],
    ok: ['value = "sk-or-v1-{hex*32}"'],
  },
  'deepseek-api-key': {
    bad: ['deepseek: "sk-{hex*32}"', 'DEEPSEEK=sk-{hex*32}'],
    ok: ['colour: "sk-{hex*32}"', 'deepseek: "sk-{hex*16}"'],
  },
  'kimi-api-key': {
    bad: ['kimi: "sk-{web*48}"', 'KIMI=sk-{web*48}'],
    ok: ['colour: "sk-{web*48}"', 'kimi: "sk-{web*24}"'],
  },
  'minimax-api-key': {
    bad: ['value = "sk-api-{web*80}"'],
    ok: ['value = "sk-api-{web*40}"'],
  },
  'stability-ai-api-key': {
    bad: ['stability: "sk-{alnum*48}"', 'STABILITY=sk-{alnum*48}'],
    ok: ['colour: "sk-{alnum*48}"', 'stability: "sk-{alnum*24}"'],
  },
  'mistral-api-key': {
    bad: ['mistral: "{alnum*32}"', 'MISTRAL={alnum*32}'],
    ok: ['colour: "{alnum*32}"', 'mistral: "{alnum*16}"'],
  },
  'cohere-api-key': {
    bad: ['cohere: "{alnum*40}"', 'COHERE={alnum*40}'],
    ok: ['colour: "{alnum*40}"', 'cohere: "{alnum*20}"'],
  },
  'groq-api-key': {
    bad: ['value = "gsk_{alnum*52}"'],
    ok: ['value = "gsk_{alnum*26}"'],
  },
  'xai-api-key': {
    bad: ['value = "xai-{web*80}"'],
    ok: ['value = "xai-{web*40}"'],
  },
  'perplexity-api-key': {
    bad: ['value = "pplx-{alnum*48}"'],
    ok: ['value = "pplx-{alnum*24}"'],
  },
  'togetherai-api-key': {
    bad: ['value = "tgp_v1_{web*43}"'],
    ok: ['value = "tgp_v1_{web*21}"'],
  },
  'fireworks-api-key': {
    bad: ['fireworks: "fw_{alnum*22}"', 'FIREWORKS=fw_{alnum*22}'],
    ok: ['colour: "fw_{alnum*22}"', 'fireworks: "fw_{alnum*11}"'],
  },
  'replicate-api-token': {
    bad: ['value = "r8_{alnum*37}"'],
    ok: ['value = "r8_{alnum*18}"'],
  },
  'huggingface-access-token': {
    bad: ['value = "hf_{A-Za-z*34}"'],
    ok: ['value = "hf_{A-Za-z*17}"'],
  },
  'huggingface-organization-api-token': {
    bad: ['value = "api_org_{A-Za-z*34}"'],
    ok: ['value = "api_org_{A-Za-z*17}"'],
  },
  'nvidia-api-key': {
    bad: ['value = "nvapi-{web*64}"'],
    ok: ['value = "nvapi-{web*32}"'],
  },
};
