import { OpenAPIGenerator, type OpenAPI } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { hallContract } from '#contracts/hall/hall-contract.ts';

/** The contract as an OpenAPI document. */
export function openApiDocument(): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return generator.generate(hallContract, {
    info: {
      title: '一窗终端 · 大厅服务器接口',
      version: '1.0.0',
      description: '终端与第三方系统接入大厅服务器的接口。除登记外，所有操作都需要终端令牌（Authorization: Bearer …）。',
    },
    servers: [{ url: '/api' }],
    security: [{ terminalToken: [] }],
    components: { securitySchemes: { terminalToken: { type: 'http', scheme: 'bearer' } } },
  });
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** A page for people: every operation with its path, what it does and its input, no script and nothing from the net. */
export function apiPage(document: OpenAPI.Document): string {
  const rows = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item?.[method];
      return operation ? [section(method.toUpperCase(), path, operation)] : [];
    }),
  );
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${escape(document.info.title)}</title>
<style>
body{font:16px/1.6 "Noto Sans SC","Noto Sans CJK SC",system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a2733}
code{font:14px ui-monospace,monospace}summary{cursor:pointer;padding:.5rem 0;border-top:1px solid #d5dde5}
b{display:inline-block;min-width:3.5rem;color:#0b5cad}pre{background:#f3f6f9;padding:1rem;overflow:auto;font:13px/1.5 ui-monospace,monospace}
</style></head><body>
<h1>${escape(document.info.title)}</h1><p>${escape(document.info.description ?? '')}</p>
<p><a href="/api/openapi.json">openapi.json</a></p>
${rows.join('\n')}
</body></html>
`;
}

function section(method: string, path: string, operation: OpenAPI.OperationObject): string {
  const shown = { input: operation.requestBody, output: operation.responses?.['200'] };
  return `<details><summary><b>${method}</b> <code>/api${escape(path)}</code> ${escape(operation.summary ?? '')}</summary><pre>${escape(JSON.stringify(shown, null, 1))}</pre></details>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
