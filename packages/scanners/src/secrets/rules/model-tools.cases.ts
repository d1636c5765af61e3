import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'assemblyai-api-key': {
    bad: ['assembly_ai: "{lower*32}"', 'ASSEMBLY_AI={lower*32}'],
    ok: ['colour: "{lower*32}"', 'assembly_ai: "{lower*16}"'],
  },
  'deepgram-api-key': {
    bad: ['deepgram: "{hex*40}"', 'DEEPGRAM={hex*40}'],
    ok: ['colour: "{hex*40}"', 'deepgram: "{hex*20}"'],
  },
  'elevenlabs-api-key': {
    bad: ['eleven_labs: "{hex*32}"', 'ELEVEN_LABS={hex*32}'],
    ok: ['colour: "{hex*32}"', 'eleven_labs: "{hex*16}"'],
  },
  'pinecone-legacy-api-key': {
    bad: ['pinecone: "{uuid}"', 'PINECONE={uuid}'],
    ok: ['colour: "{uuid}"', 'pinecone: "{hex*8}-{hex*4}"'],
  },
  'pinecone-api-key': {
    bad: ['value = "pcsk_{alnum*5}_{alnum*63}"'],
    ok: ['value = "pcsk_{alnum*5}_{alnum*31}"'],
  },
  'weights-and-biases-api-key': {
    bad: ['wandb: "{hex*40}"', 'WANDB={hex*40}'],
    ok: ['colour: "{hex*40}"', 'wandb: "{hex*20}"'],
  },
  'weights-and-biases-api-key-v1': {
    bad: ['value = "wandb_v1_{A-Za-z0-9_*70}"'],
    ok: ['value = "wandb_v1_{A-Za-z0-9_*35}"'],
  },
  'langsmith-personal-access-token': {
    bad: ['value = "lsv2_pt_{hex*32}_{hex*10}"'],
    ok: ['value = "lsv2_pt_{hex*16}_{hex*10}"'],
  },
  'langsmith-service-key': {
    bad: ['value = "lsv2_sk_{hex*32}_{hex*10}"'],
    ok: ['value = "lsv2_sk_{hex*16}_{hex*10}"'],
  },
  'langfuse-secret-key': {
    bad: ['value = "sk-lf-{uuid}"'],
    ok: ['value = "sk-lf-{hex*8}-{hex*4}"'],
  },
  'lighton-paradigm-api-key': {
    bad: ['lighton: "{web*48}"', 'LIGHTON={web*48}'],
    ok: ['colour: "{web*48}"', 'lighton: "{web*24}"'],
  },
  'runpod-api-key': {
    bad: ['value = "rpa_{alnum*43}"'],
    ok: ['value = "rpa_{alnum*21}"'],
  },
  'modal-token': {
    bad: ['modal_token: "a{ks*1}-{alnum*22}"', 'MODAL_TOKEN=a{ks*1}-{alnum*22}'],
    ok: ['colour: "a{ks*1}-{alnum*22}"', 'modal_token: "a{ks*1}-{alnum*11}"'],
  },
  'cursor-api-key': {
    bad: ['value = "key_{hex*64}"'],
    ok: ['value = "key_{hex*32}"'],
  },
  'devin-personal-api-key': {
    bad: ['value = "apk_user_{alnum*80}"'],
    ok: ['value = "apk_user_{alnum*40}"'],
  },
  'devin-service-api-key': {
    bad: ['value = "apk_b3JnL{alnum*60}"'],
    ok: ['value = "apk_b3JnL{alnum*30}"'],
  },
  'privateai-api-token': {
    bad: ['private_ai: "{lower*32}"', 'PRIVATE_AI={lower*32}'],
    ok: ['colour: "{lower*32}"', 'private_ai: "{lower*16}"'],
  },
  'brave-search-api-key': {
    bad: ['value = "BSA{web*27}"'],
    ok: ['value = "BSA{web*13}"'],
  },
  'kagi-api-key': {
    bad: ['kagi: "{web*11}.{web*43}"', 'KAGI={web*11}.{web*43}'],
    ok: ['colour: "{web*11}.{web*43}"', 'kagi: "{web*11}.{web*21}"'],
  },
  'tavily-api-key': {
    bad: ['value = "tvly-{alnum*32}"'],
    ok: ['value = "tvly-{alnum*16}"'],
  },
  'serpapi-api-key': {
    bad: ['serp_api: "{hex*64}"', 'SERP_API={hex*64}'],
    ok: ['colour: "{hex*64}"', 'serp_api: "{hex*32}"'],
  },
  'apify-api-token': {
    bad: ['value = "apify_api_{alnum*34}"'],
    ok: ['value = "apify_api_{alnum*17}"'],
  },
  'databento-api-key': {
    bad: ['databento: "db-{alnum*29}"', 'DATABENTO=db-{alnum*29}'],
    ok: ['colour: "db-{alnum*29}"', 'databento: "db-{alnum*14}"'],
  },
  'voyage-api-key': {
    bad: ['voyage: "pa-{web*43}"', 'VOYAGE=pa-{web*43}'],
    ok: ['colour: "pa-{web*43}"', 'voyage: "pa-{web*21}"'],
  },
  'cerebras-api-key': {
    bad: ['value = "csk-{lower*48}"'],
    ok: ['value = "csk-{lower*24}"'],
  },
  'jina-api-key': {
    bad: ['value = "jina_{alnum*60}"'],
    ok: ['value = "jina_{alnum*30}"'],
  },
};
