import type { VulnerabilityMatch } from '@sallyport/advisories';
import type { Severity } from '@sallyport/findings';

/** The severity that counts, and why, in words. */
export interface CountedSeverity {
  readonly severity: Severity;
  readonly because: string;
}

/**
 * The shown rating, save that what is exploited in the wild is critical whatever its score, and what nobody rates
 * counts as medium.
 */
export function countedSeverity({ severity, exploitation }: VulnerabilityMatch): CountedSeverity {
  const { rating, rule } = severity;
  if (exploitation.state === 'exploited' && rating !== 'critical')
    return {
      severity: 'critical',
      because: `exploited in the wild (KEV), though ${rating === 'unknown' ? rule : `${rating} by ${rule}`}`,
    };
  if (rating === 'unknown') return { severity: 'medium', because: `${rule}, so that it counts as medium` };
  return { severity: rating === 'none' ? 'info' : rating, because: rule };
}
