import { money } from './shop.js';

const SHOWN = 5;
const FIRST_CATEGORY = 'coffee';
const byId = (id) => document.getElementById(id);

/** The category that is chosen, and its first products in both columns. */
export class Choice {
  constructor(here, there, trouble) {
    this.here = here;
    this.there = there;
    this.trouble = trouble;
    this.shown = undefined;
  }

  /** Shows what is chosen, unless it is shown already. What fails is told; whoever asks again tries again. */
  async show() {
    try {
      if (byId('category').options.length === 0) {
        await this.showCategories();
      }
      if (byId('category').value !== this.shown) {
        await this.showProducts();
      }
      this.trouble('');
    } catch (error) {
      this.trouble(`The products cannot be shown: ${error.message}`);
    }
  }

  /** The category whose products are shown, once these are what is chosen: a click may be faster than a list. */
  async settled() {
    const category = byId('category').value;
    if (category !== this.shown) {
      await this.showProducts();
    }
    if (category !== this.shown) {
      throw new Error('Another category was chosen meanwhile.');
    }
    return category;
  }

  async showCategories() {
    const { value } = await this.here.shop.categories();
    byId('category').replaceChildren(
      ...value.map(({ name }) => new Option(name, name, name === FIRST_CATEGORY, name === FIRST_CATEGORY)));
  }

  /** A slow answer may come after that to a later choice. */
  async showProducts() {
    const category = byId('category').value;
    const { value } = await this.here.shop.products(category);
    if (category !== byId('category').value || category === this.shown) {
      return;
    }
    const products = value.products.slice(0, SHOWN);
    this.here.offer(products);
    this.there.offer(products);
    byId('product').replaceChildren(...products.map((product) => new Option(product.name, product.id)));
    byId('price').value = money(Number(products[0].price) + 1);
    this.shown = category;
  }

  /** A price that is not the present one. */
  proposePrice(id) {
    byId('price').value = money(Number(this.here.rows.get(id)?.price ?? 9) + 1);
  }
}
