import type { Command } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { GATE_OPTIONS } from '../gate/gate-options.ts';
import { VERDICT_OPTIONS } from '../gate/verdict-options.ts';

export const command: Command = {
  usage: 'gate NAME --input FILE [OPTIONS]',
  description:
    'Decides whether something may pass the gate NAME: passed, needs approval, failed, or missing evidence, each with its reasons and\nwhat would make it pass. The gate is defined in sallyport.yaml, or by --policy. Input is what tools have written: a scan result,\nJUnit, SARIF, an SBOM, and documents to judge as they stand (YAML, JSON, TOML, HCL, Dockerfile, XML, INI, properties).\n\nWith --image, evidence and approvals beside the image are taken in: evidence by the keys of --key, or by --identity with\n--trust-root, which also asks for the proof of a log; approvals by the keys of --approver (or approval.keys of the gate). With --sign-key the decision is signed and kept there: PASSED where it passed, FAILED for everything else, so that an image\nthat still needs an approval is refused by deploy verify until the gate has run again with it.\n\nExit codes: 0 passed; 1 failed; 2 wrong usage; 4 needs approval; 5 a policy gave no answer, and so failed; 6 missing evidence.',
  options: [
    { name: 'input', short: 'i', value: 'FILE', many: true, summary: 'What is judged; told by its content.' },
    ...GATE_OPTIONS,
    ...VERDICT_OPTIONS,
    { name: 'allow-missing', value: 'SCANNER', many: true, summary: 'Accept that this scanner could not run.' },
    {
      name: 'format',
      value: 'FORMAT',
      choices: ['text', 'json', 'markdown'],
      summary: 'What goes to standard output (default text).',
    },
    { name: 'output', short: 'o', value: 'FORMAT=FILE', many: true, summary: 'Also write this; several at once.' },
    { name: 'json', summary: 'The same as --format json.' },
    {
      name: 'config',
      value: 'FILE',
      env: 'SALLYPORT_CONFIG',
      summary: "Use this file instead of this folder's sallyport.yaml.",
    },
  ],
  maxArguments: 1,
  examples: [
    { line: 'sallyport gate merge --input scan.json --input junit.xml', what: 'by the gate merge of sallyport.yaml' },
    {
      line: 'sallyport gate merge --base origin/main -i scan.json -o markdown=gate.md',
      what: 'on a pull request: by the policies of the main branch',
    },
    { line: 'sallyport gate deploy --policy policies --input deployment.yaml', what: 'by the policies of a folder' },
    {
      line: 'sallyport gate release -i scan.json --image registry.example/shop/web@sha256:… --approver dora=dora.pub --sign-key gate.pem',
      what: 'judge an image, count its signed approvals, and sign the decision',
    },
  ],
  async run(input, io) {
    const [name] = input.arguments;
    if (name === undefined)
      throw cliErrors.MISSING_ARGUMENT({
        command: 'gate',
        what: 'the name of a gate',
        example: 'sallyport gate merge --input scan.json',
      });
    const { gateOutputs, writeDecision } = await import('../gate/gate-outputs.ts');
    const { runGate } = await import('../gate/run-gate.ts');
    const { gateExit } = await import('../gate/gate-exit.ts');

    const outputs = gateOutputs(input.options);
    const { decision, sign } = await runGate(name, input, io);
    await writeDecision(decision, outputs, io);
    await sign();
    return gateExit(decision);
  },
};
