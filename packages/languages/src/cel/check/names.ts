import type { CelExpr } from '../syntax/ast.ts';

/** `a.b.c` as one name, where the expression is nothing but that. */
export function qualifiedName(expr: CelExpr): string | undefined {
  if (expr.kind === 'ident') return expr.name;
  if (expr.kind !== 'select' || expr.test) return undefined;
  const prefix = qualifiedName(expr.operand);
  return prefix === undefined ? undefined : `${prefix}.${expr.field}`;
}
