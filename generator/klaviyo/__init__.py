"""The conventions of Klaviyo's API: data first (`*.yaml`), then what data cannot say."""
