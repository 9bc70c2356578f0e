/** Finds what the console would show in one language only, and styles that stay on one side. For the test of its sources. */
import { parseAst } from 'vitest/node';

/** A node of the tree; the parser's own types do not matter here. */
interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** Attributes that are read or heard. */
const SHOWN_ATTRIBUTES =
  /^(?:aria-(?:label|description|placeholder|roledescription|valuetext)|title|placeholder|label|description|alt|error)$/;
/** Members of objects that end up in such attributes or in the page. */
const SHOWN_MEMBERS = /^(?:title|placeholder|label|hint|advice|description|button|sentence|meaning)$/;
/** Formats of one language only. */
const FORMATS = /^toLocale|^localeCompare$/;
const SIDES = /^(?:ml|mr|pl|pr|left|right)$/;
const LETTER = /\p{L}/u;

/** One line for each finding. `ids` are those of the catalogue, which members of objects may hold. */
export function findShownWords(source: string, ids: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  const note = (words: readonly string[]) =>
    found.push(...words.filter((text) => LETTER.test(text)).map((text) => text.trim()));
  const visit = (node: Node): void => {
    switch (node.type) {
      case 'JSXText':
        note([String(node.value)]);
        break;
      case 'JSXElement':
      case 'JSXFragment':
        for (const child of childrenOf(node.children))
          if (child.type === 'JSXExpressionContainer') note(wordsOf(child.expression));
        break;
      case 'JSXAttribute':
        noteAttribute(nameOf(node.name), node.value, note);
        break;
      case 'Property':
        if (SHOWN_MEMBERS.test(nameOf(node.key))) note(wordsOf(node.value).filter((text) => !ids.has(text)));
        break;
      case 'MemberExpression':
        if (FORMATS.test(nameOf(node.property))) note([nameOf(node.property)]);
        break;
      case 'Identifier':
        if (node.name === 'Intl') note(['Intl']);
        break;
      case 'AssignmentExpression':
        if (isNode(node.left) && nameOf(node.left.property) === 'title') note(wordsOf(node.right));
        break;
    }
    for (const member of Object.values(node)) for (const child of childrenOf(member)) visit(child);
  };
  visit(parseAst(source, { lang: 'tsx' }) as unknown as Node);
  return found;
}

function noteAttribute(name: string, value: unknown, note: (words: readonly string[]) => void): void {
  if (SHOWN_ATTRIBUTES.test(name)) note(wordsOf(value));
  if (SIDES.test(name)) note([name]);
}

/** The texts that an expression may be. Calls are not followed: they are where sentences come from. */
function wordsOf(node: unknown): readonly string[] {
  if (!isNode(node)) return [];
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return [
        ...childrenOf(node.quasis).map(({ value }) => (value as { readonly cooked: string }).cooked),
        ...childrenOf(node.expressions).flatMap(wordsOf),
      ];
    case 'ConditionalExpression':
      return [...wordsOf(node.consequent), ...wordsOf(node.alternate)];
    case 'LogicalExpression':
      return [...(node.operator === '&&' ? [] : wordsOf(node.left)), ...wordsOf(node.right)];
    case 'BinaryExpression':
      return node.operator === '+' ? [...wordsOf(node.left), ...wordsOf(node.right)] : [];
    case 'ArrayExpression':
      return childrenOf(node.elements).flatMap(wordsOf);
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return wordsOf(node.expression);
    default:
      return [];
  }
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  return String(node.type === 'Literal' ? node.value : (node.name ?? ''));
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function childrenOf(member: unknown): readonly Node[] {
  return (Array.isArray(member) ? member : [member]).filter(isNode);
}

const DECLARATION = /([a-z-]+):([^;{}]+);/g;
const SHORTHAND = /^(?:margin|padding|inset|border-width)$/;

/** Declarations that would stay on one side where the page runs from right to left. */
export function findSides(css: string): readonly string[] {
  return [...css.replaceAll(/\/\*[\s\S]*?\*\//g, '').matchAll(DECLARATION)].flatMap(([all, name = '', value = '']) => {
    const parts = value.trim().split(/\s+/);
    const isSided =
      /(?:^|-)(?:left|right)(?:$|-)/.test(name) ||
      /^(?:left|right)$/.test(value.trim()) ||
      value.includes('translateX') ||
      (SHORTHAND.test(name) && parts.length === 4 && parts[1] !== parts[3]) ||
      (name === 'border-radius' && parts.length > 1);
    return isSided ? [all] : [];
  });
}
