"""From what was written to what it is: ingredients, products, names, codes and routes."""

from __future__ import annotations

from rxrules.terminology.products import Component, Ingredient, IngredientId, Product, Unresolved
from rxrules.terminology.terminology import Terminology

__all__ = ["Component", "Ingredient", "IngredientId", "Product", "Terminology", "Unresolved"]
