import { exhaustive } from '#kernel/exhaustive.ts';
import type { EnrolmentCodeFault } from '#contracts/hall/enrolment-code.ts';
import type { AddressFault } from './server-address.ts';

export type EnrolError =
  | { readonly kind: 'address'; readonly fault: AddressFault }
  | { readonly kind: 'code'; readonly fault: EnrolmentCodeFault }
  /** Somebody answers there, but not the server that gave the code. Nothing was sent. */
  | { readonly kind: 'wrong-server-key'; readonly url: string }
  | { readonly kind: 'unreachable'; readonly url: string; readonly detail: string }
  | { readonly kind: 'code-unknown' | 'code-expired' | 'code-used'; readonly url: string }
  | { readonly kind: 'refused'; readonly url: string; readonly detail: string };

/** One sentence for staff: what is wrong, where, and what to do. */
export function enrolErrorSentence(error: EnrolError): string {
  switch (error.kind) {
    case 'address':
      return addressSentence(error.fault);
    case 'code':
      return codeSentence(error.fault);
    case 'wrong-server-key':
      return `${error.url} 不是发出这个登记码的大厅服务器（密钥指纹不符），没有发送任何内容；请核对服务器地址和登记码`;
    case 'unreachable':
      return `连不上大厅服务器 ${error.url}（${error.detail}）；请检查网络和地址后重试，若再试时提示登记码已使用，请重新生成登记码`;
    case 'code-unknown':
      return `大厅服务器 ${error.url} 没有这个登记码，请在服务器上重新生成`;
    case 'code-expired':
      return `登记码在大厅服务器 ${error.url} 上已过期，请重新生成`;
    case 'code-used':
      return `登记码在大厅服务器 ${error.url} 上已使用过，请重新生成`;
    case 'refused':
      return `大厅服务器 ${error.url} 拒绝了登记：${error.detail}`;
    default:
      return exhaustive(error, 'enrol error');
  }
}

function addressSentence(fault: AddressFault): string {
  switch (fault.kind) {
    case 'not-a-url':
      return `服务器地址「${fault.text}」不是网址，应写成 https://主机:端口`;
    case 'scheme':
      return `服务器地址「${fault.text}」应以 https:// 开头`;
    case 'plain-http':
      return `服务器地址「${fault.text}」没有加密：只有本机地址可以用 http://，请改用 https://`;
    default:
      return exhaustive(fault, 'address fault');
  }
}

function codeSentence(fault: EnrolmentCodeFault): string {
  switch (fault.kind) {
    case 'not-a-code':
      return '输入的不是登记码：登记码以 YC1 开头，请在大厅服务器上生成';
    case 'character':
      return `登记码第 ${fault.at} 个字符「${fault.found}」不可能出现（不计 YC1 和横线），请核对`;
    case 'length':
      return `登记码应有 ${fault.wanted} 个字符（不计 YC1 和横线），现有 ${fault.found} 个，请核对`;
    case 'mistyped':
      return '登记码有一个字符输错或两个字符颠倒，请逐组核对';
    default:
      return exhaustive(fault, 'code fault');
  }
}
