import { useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { applyManageAppearance } from './appearance.ts';
import type { SignedOut } from './sign-in.ts';
import './signed-out-page.css';

/** Where a link comes from, in one sentence and one line. Nothing of the hall is shown here. */
export function SignedOutPage({ why }: { readonly why: SignedOut }) {
  const { t } = useTranslation();
  useLayoutEffect(() => applyManageAppearance(), []);
  return (
    <main className="signed-out">
      <h1>{t('manage.signed.title')}</h1>
      <p>{t(`manage.signed.${why}`)}</p>
      {why === 'busy' ? null : <code>{t('manage.signed.command')}</code>}
    </main>
  );
}
