// The details panel of the report page. It makes text nodes only, never markup from text.

export const MARKS = { critical: '◆', high: '▲', medium: '■', low: '●', info: '○' };

export function element(name, attributes = {}, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'class') made.className = value;
    else if (key === 'text') made.textContent = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export function stateOf(finding) {
  if (finding.suppression !== undefined) return 'suppressed';
  return finding.novelty === 'unknown' ? 'open' : finding.novelty;
}

export function pill(severity) {
  const mark = element('span', { 'aria-hidden': 'true', text: MARKS[severity] });
  return element('span', { class: `pill ${severity}` }, [mark, severity]);
}

export function placeText(place) {
  const at = place.line === undefined ? '' : `:${place.line}`;
  return `${place.path}${at}${place.commit === undefined ? '' : ` @ ${place.commit.slice(0, 10)}`}`;
}

export function detailsOf(finding, rule, onClose) {
  const closer = element('button', { class: 'ghost', type: 'button', text: 'Close', 'aria-keyshortcuts': 'Escape' });
  closer.addEventListener('click', onClose);
  const parts = [
    element('header', {}, [
      pill(finding.severity),
      element('span', { class: 'pill', text: stateOf(finding) }),
      element('span', { class: 'spacer' }),
      closer,
    ]),
    element('h2', { tabindex: '-1', text: rule.title }),
    element('p', { text: finding.message ?? rule.message }),
    finding.verification === undefined ? undefined : element('p', { text: finding.verification }),
    suppressionOf(finding),
    fixOf(finding.fix ?? rule.fix),
    placesOf(finding),
    linksOf(finding.links ?? rule.links),
    element('section', {}, [
      element('h3', { text: 'Identity' }),
      element('p', { class: 'mono', text: finding.id }),
      element('p', { class: 'mono', text: `${rule.scanner}/${rule.rule}` }),
      element('p', {
        text: `Confidence: ${finding.confidence}${finding.tags.length === 0 ? '' : ` · ${finding.tags.join(', ')}`}`,
      }),
    ]),
  ];
  return parts.filter((part) => part !== undefined);
}

function suppressionOf(finding) {
  if (finding.suppression === undefined) return undefined;
  const { kind, reason, expires } = finding.suppression;
  const until = expires === undefined ? '' : ` Until ${expires}.`;
  return element('section', {}, [
    element('h3', { text: 'Suppressed' }),
    element('p', { text: `${reason} (${kind})${until}` }),
  ]);
}

function fixOf(fix) {
  const steps = (fix.steps ?? []).map((step) => element('li', { text: step }));
  const list = steps.length === 0 ? [] : [element('ol', {}, steps)];
  return element('section', { class: 'fix' }, [
    element('h3', { text: 'What to do' }),
    element('p', { text: fix.summary }),
    ...list,
  ]);
}

function placesOf(finding) {
  const section = element('section', {}, [
    element('h3', { text: finding.count === 1 ? 'Where' : `Where (${finding.count} places)` }),
  ]);
  for (const place of finding.places) {
    section.append(element('p', { class: 'mono', text: placeText(place) }));
    if (place.author !== undefined) section.append(element('p', { class: 'sub', text: place.author }));
    if (place.excerpt !== undefined) section.append(excerptOf(place));
  }
  const rest = finding.count - finding.places.length;
  if (rest > 0) section.append(element('p', { class: 'sub', text: `and ${rest} more` }));
  return section;
}

function excerptOf(place) {
  const { first, lines } = place.excerpt;
  const width = String(first + lines.length - 1).length;
  const children = lines.flatMap((line, index) => {
    const number = first + index;
    const hit = number >= place.line && number <= (place.endLine ?? place.line);
    return [
      element('span', { class: hit ? 'hit' : '' }, [
        element('span', { class: 'number', text: `${hit ? '>' : ' '} ${String(number).padStart(width)}  ` }),
        line,
      ]),
      '\n',
    ];
  });
  return element('pre', { tabindex: '0', 'aria-label': 'Source excerpt, secret values blanked out' }, children);
}

function linksOf(links) {
  if (links.length === 0) return undefined;
  const items = links.map((link) =>
    element('li', {}, [
      element('a', { href: link, rel: 'noopener noreferrer nofollow', target: '_blank', text: link }),
    ]),
  );
  return element('section', {}, [element('h3', { text: 'Read more' }), element('ul', {}, items)]);
}
