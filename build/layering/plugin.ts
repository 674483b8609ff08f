import { isPure, objectionTo } from './floors.ts';

/** The part of the linter's plugin interface (ESLint's) that these rules use. */
interface Context {
  readonly filename: string;
  report(problem: { readonly node: object; readonly message: string }): void;
}

interface Named {
  readonly type: string;
  readonly name?: string;
  readonly value?: unknown;
}

interface ImportNode {
  readonly source: Named | null;
}

interface CallNode {
  readonly callee: Named & { readonly object?: Named; readonly property?: Named };
  readonly arguments: readonly object[];
}

const importsGoDown = {
  create(context: Context) {
    const check = ({ source }: ImportNode): void => {
      if (typeof source?.value !== 'string') return;
      const objection = objectionTo(context.filename, source.value);
      if (objection !== undefined) context.report({ node: source, message: objection });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'fetch']);
const CLOCKS = new Set(['Date.now', 'Math.random', 'performance.now', 'globalThis.setTimeout', 'globalThis.setInterval']);

const pure = {
  create(context: Context) {
    if (!isPure(context.filename)) return {};
    const object = (node: object, what: string): void =>
      context.report({ node, message: `${what} in a pure file: take a Clock or Random from the caller (kernel/clock.ts, kernel/random.ts)` });
    return {
      CallExpression(node: CallNode & object) {
        const { callee } = node;
        const plain = callee.type === 'Identifier' ? callee.name! : undefined;
        const member = callee.type === 'MemberExpression' ? `${callee.object?.name}.${callee.property?.name}` : undefined;
        if (plain !== undefined && (TIMERS.has(plain) || plain === 'Date')) object(node, `${plain}()`);
        if (member !== undefined && CLOCKS.has(member)) object(node, `${member}()`);
      },
      NewExpression(node: CallNode & object) {
        if (node.callee.name === 'Date' && node.arguments.length === 0) object(node, 'new Date()');
      },
    };
  },
};

/** The house's own lint rules. The linter takes a plugin as a default export. */
const plugin = { meta: { name: 'house' }, rules: { 'imports-go-down': importsGoDown, pure } };

export default plugin;
