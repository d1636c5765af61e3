import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, entriesAt, flat, textAt } from './shared/value.ts';

/** Policy checks of Anchore Enterprise: the rows of each image's result, by column name. */
export const reader: ReportReader = {
  recognises: (source) =>
    flat(source.tree()).some((report) => entriesAt(report).some(([id]) => id.startsWith('sha256:'))),
  read: (source) =>
    flat(source.json()).flatMap((report) => entriesAt(report).flatMap(([, image]) => imageDrafts(image))),
};

function imageDrafts(image: unknown): ImportDraft[] {
  return entriesAt(image).flatMap(([tag, checks]) => flat(checks).flatMap((check) => checkDrafts(check, tag)));
}

function checkDrafts(check: unknown, tag: string): ImportDraft[] {
  return entriesAt(check, 'detail', 'result', 'result').flatMap(([, image]) => {
    const header = flat(at(image, 'result', 'header')).map(String);
    const rows = at(image, 'result', 'rows');
    return Array.isArray(rows) ? rows.map((row) => rowDraft(row, header, tag)) : [];
  });
}

function rowDraft(row: unknown, header: readonly string[], tag: string): ImportDraft {
  const cell = (name: string) => textAt(row, header.indexOf(name));
  const output = cell('Check_Output') ?? '';
  return {
    rule: cell('Trigger_Id') ?? cell('Trigger'),
    title: `${cell('Gate')}: ${cell('Trigger')}`,
    message: output,
    severity:
      /^(\w+) vulnerability/i.exec(output)?.[1] ??
      { STOP: 'critical', WARN: 'medium' }[cell('Gate_Action')?.toUpperCase() ?? ''],
    ids: [/CVE-\d{4}-\d+/.exec(`${cell('Trigger_Id')} ${output}`)?.[0]],
    path: tag,
  };
}
