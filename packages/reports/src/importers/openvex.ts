import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { listAt, textAt } from './shared/value.ts';

/** OpenVEX: one finding for each product of a statement; what it says is not affected or fixed is set aside with the reason. */
export const reader: ReportReader = {
  recognises: (source) => /openvex/.test(textAt(source.tree(), '@context') ?? ''),
  read: (source) => listAt(source.json(), 'statements').flatMap(statementDrafts),
};

function statementDrafts(statement: unknown): ImportDraft[] {
  const rule =
    textAt(statement, 'vulnerability', 'name') ??
    textAt(statement, 'vulnerability', '@id') ??
    textAt(statement, 'vulnerability');
  const status = textAt(statement, 'status');
  const products = listAt(statement, 'products');
  return (products.length === 0 ? [undefined] : products).map((product) => {
    const purl = textAt(product, '@id') ?? textAt({ product }, 'product');
    return {
      rule,
      title: `${rule}: ${status}`,
      message: textAt(statement, 'impact_statement') ?? textAt(statement, 'justification'),
      package: { name: purl, purl },
      ids: [rule],
      fix: textAt(statement, 'action_statement'),
      suppressed:
        status === 'not_affected' || status === 'fixed' ? (textAt(statement, 'justification') ?? status) : undefined,
    };
  });
}
