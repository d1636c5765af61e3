// The report page's script: reads the findings out of the page, filters, and shows them. It makes text nodes only,
// never markup from text, and asks for nothing outside of the page.

import { detailsOf, element, MARKS, pill, placeText, stateOf } from './details.js';

const BATCH = 100;
const PRINT_LIMIT = 2000;

function start() {
  const data = JSON.parse(document.getElementById('data').textContent);
  const view = {
    data,
    rows: [],
    shown: 0,
    current: -1,
    opened: '',
    filter: { severities: new Set(), query: '', scanner: '', state: '' },
    body: document.querySelector('.findings tbody'),
    details: document.querySelector('.details'),
    browser: document.querySelector('.browser'),
    count: document.getElementById('count'),
    more: document.querySelector('.more'),
    empty: document.querySelector('.list .empty'),
  };
  for (const finding of data.findings) finding.text = searchText(finding, data.rules[finding.rule]);
  document.documentElement.classList.add('live');
  for (const element of document.querySelectorAll('.needs-script')) element.hidden = false;
  listenToFilters(view);
  listenToList(view);
  listenToKeys(view);
  listenToPage(view);
  readAddress(view);
  apply(view);
  if (view.opened !== '')
    open(
      view,
      view.rows.findIndex((finding) => finding.id === view.opened),
    );
}

function searchText(finding, rule) {
  const places = finding.places.map((place) => place.path).join(' ');
  return `${rule.title} ${rule.scanner}/${rule.rule} ${finding.id} ${finding.message ?? ''} ${places}`.toLowerCase();
}

function matches(filter, finding, rule) {
  if (filter.severities.size > 0 && !filter.severities.has(finding.severity)) return false;
  if (filter.scanner !== '' && rule.scanner !== filter.scanner) return false;
  if (filter.state !== '' && stateOf(finding) !== filter.state) return false;
  return filter.query === '' || filter.query.split(/\s+/).every((word) => finding.text.includes(word));
}

function apply(view) {
  const { data, filter } = view;
  view.rows = data.findings.filter((finding) => matches(filter, finding, data.rules[finding.rule]));
  view.shown = 0;
  view.current = -1;
  view.body.replaceChildren();
  appendRows(view, BATCH);
  const total = data.findings.length.toLocaleString('en');
  const some = view.rows.length.toLocaleString('en');
  view.count.textContent =
    view.rows.length === data.findings.length ? `${total} findings` : `${some} of ${total} findings`;
  view.empty.hidden = view.rows.length > 0;
  for (const tile of document.querySelectorAll('.tile')) {
    tile.setAttribute('aria-pressed', String(filter.severities.has(tile.dataset.severity)));
  }
  document.getElementById('clear').hidden = !isFiltered(filter);
  writeAddress(view);
}

function isFiltered(filter) {
  return filter.severities.size > 0 || filter.query !== '' || filter.scanner !== '' || filter.state !== '';
}

function appendRows(view, count) {
  const end = Math.min(view.rows.length, view.shown + count);
  const rows = [];
  for (let index = view.shown; index < end; index += 1) rows.push(rowOf(view, index));
  view.body.append(...rows);
  view.shown = end;
  view.more.hidden = end >= view.rows.length;
  view.more.textContent = `Show more (${(view.rows.length - end).toLocaleString('en')} left)`;
}

function rowOf(view, index) {
  const finding = view.rows[index];
  const rule = view.data.rules[finding.rule];
  const title = element('button', { class: 'open-finding', type: 'button' }, [
    element('span', { class: 'title', text: rule.title }),
  ]);
  const place = finding.places[0];
  const more = finding.count > 1 ? [element('span', { class: 'sub', text: `and ${finding.count - 1} more` })] : [];
  const row = element('tr', { class: finding.suppression === undefined ? '' : 'suppressed' }, [
    element('td', {}, [pill(finding.severity)]),
    element('td', {}, [title, element('span', { class: 'sub', text: finding.message ?? rule.message })]),
    element('td', { class: 'where-cell' }, [element('span', { class: 'path', text: placeText(place) }), ...more]),
    element('td', {}, [element('span', { class: 'pill', text: stateOf(finding) })]),
  ]);
  row.dataset.index = String(index);
  return row;
}

function listenToFilters(view) {
  const { filter } = view;
  for (const tile of document.querySelectorAll('.tile')) {
    tile.addEventListener('click', () => {
      toggle(filter.severities, tile.dataset.severity);
      apply(view);
    });
  }
  for (const name of ['query', 'scanner', 'state']) {
    document.getElementById(name).addEventListener('input', (event) => {
      filter[name] = event.target.value.trim().toLowerCase();
      apply(view);
    });
  }
  for (const button of document.querySelectorAll('.ranked button')) {
    button.addEventListener('click', () => {
      setQuery(view, button.dataset.query);
      document.getElementById('findings').scrollIntoView();
    });
  }
  document.getElementById('clear').addEventListener('click', () => clear(view));
}

function setQuery(view, query) {
  document.getElementById('query').value = query;
  view.filter.query = query.toLowerCase();
  apply(view);
}

function clear(view) {
  view.filter.severities.clear();
  for (const name of ['scanner', 'state']) {
    view.filter[name] = '';
    document.getElementById(name).value = '';
  }
  setQuery(view, '');
}

function toggle(set, value) {
  if (!set.delete(value)) set.add(value);
}

function listenToList(view) {
  view.body.addEventListener('click', (event) => {
    const row = event.target.closest('tr');
    if (row !== null && String(getSelection()) === '') open(view, Number(row.dataset.index));
  });
  view.body.addEventListener('focusin', (event) => {
    const row = event.target.closest('tr');
    if (row !== null) mark(view, Number(row.dataset.index));
  });
  view.more.addEventListener('click', () => appendRows(view, BATCH));
  new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting) && !view.more.hidden) appendRows(view, BATCH);
    },
    { rootMargin: '600px' },
  ).observe(view.more);
}

function mark(view, index) {
  view.body.querySelector('.current')?.classList.remove('current');
  view.current = index;
  view.body.children[index]?.classList.add('current');
}

function move(view, step) {
  const index = Math.max(0, Math.min(view.rows.length - 1, view.current + step));
  if (index >= view.shown) appendRows(view, BATCH);
  const row = view.body.children[index];
  if (row === undefined) return;
  row.querySelector('button').focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
  if (!view.details.hidden) show(view, index);
}

function open(view, index) {
  if (view.rows[index] === undefined) return;
  while (index >= view.shown) appendRows(view, BATCH);
  show(view, index);
  view.details.querySelector('h2').focus({ preventScroll: true });
  view.body.children[index].scrollIntoView({ block: 'nearest' });
}

function show(view, index) {
  const finding = view.rows[index];
  mark(view, index);
  view.opened = finding.id;
  view.details.replaceChildren(...detailsOf(finding, view.data.rules[finding.rule], () => close(view)));
  view.details.hidden = false;
  view.details.scrollTop = 0;
  view.browser.classList.add('open');
  writeAddress(view);
}

function close(view) {
  if (view.details.hidden) return;
  view.details.hidden = true;
  view.opened = '';
  view.browser.classList.remove('open');
  view.body.children[view.current]?.querySelector('button').focus({ preventScroll: true });
  writeAddress(view);
}

function listenToKeys(view) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog').open) return;
    if (event.key === 'Escape') {
      close(view);
      if (event.target.id === 'query') event.target.blur();
      return;
    }
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const action = keyActions(view)[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}

function keyActions(view) {
  const severities = Object.keys(MARKS);
  const numbers = severities.map((severity, index) => [
    String(index + 1),
    () => {
      toggle(view.filter.severities, severity);
      apply(view);
    },
  ]);
  return {
    ...Object.fromEntries(numbers),
    j: () => move(view, 1),
    k: () => move(view, -1),
    o: () => open(view, view.current),
    x: () => clear(view),
    '/': () => document.getElementById('query').focus(),
    '?': () => document.querySelector('dialog').showModal(),
  };
}

function listenToPage(view) {
  const dialog = document.querySelector('dialog');
  document.getElementById('help').addEventListener('click', () => dialog.showModal());
  dialog.querySelector('button').addEventListener('click', () => dialog.close());
  document.getElementById('theme').addEventListener('click', () => {
    const root = document.documentElement;
    const dark =
      root.dataset.theme === undefined
        ? matchMedia('(prefers-color-scheme: dark)').matches
        : root.dataset.theme === 'dark';
    root.dataset.theme = dark ? 'light' : 'dark';
  });
  addEventListener('beforeprint', () => appendRows(view, Math.max(0, PRINT_LIMIT - view.shown)));
  document.getElementById('open-risk')?.addEventListener('click', (event) => {
    clear(view);
    open(
      view,
      view.rows.findIndex((finding) => finding.id === event.currentTarget.dataset.finding),
    );
  });
}

// The address keeps filters and the opened finding, so that a link shows what its sender saw.
function writeAddress(view) {
  const { severities, query, scanner, state } = view.filter;
  const values = { severity: [...severities].join(','), query, scanner, state, finding: view.opened };
  const filled = Object.entries(values).filter(([, value]) => value !== '');
  const hash = filled.length === 0 ? ' ' : `#${new URLSearchParams(filled)}`;
  try {
    history.replaceState(null, '', hash === ' ' ? location.pathname + location.search : hash);
  } catch {
    // Some viewers refuse; the page works without.
  }
}

function readAddress(view) {
  const values = new URLSearchParams(location.hash.slice(1));
  for (const severity of (values.get('severity') ?? '').split(',')) {
    if (Object.hasOwn(MARKS, severity)) view.filter.severities.add(severity);
  }
  for (const name of ['query', 'scanner', 'state']) {
    const input = document.getElementById(name);
    input.value = values.get(name) ?? '';
    view.filter[name] = input.value;
  }
  view.opened = values.get('finding') ?? '';
}

start();
